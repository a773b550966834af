"""What the reader knows of each language: tables only. A language is added by adding a table here.

Hedges and units are not here: they come from the vocabulary. All words are written in lower case,
except month names, which are matched as written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any


@dataclass(frozen=True, eq=False)
class Language:
    """One language's words for numbers, ranges, shares and dates."""

    codes: tuple[str, ...]  # of the text2num grammars that know its cardinal words
    decimal_mark: str | None  # None: to be inferred from each number
    nouns_capitalised: bool
    ordinal_point: bool  # "47." is an ordinal
    months: tuple[str, ...]
    parts_of_year: Mapping[int, str]  # EDTF code → label
    span: str
    until: str
    since: str
    about: str
    day: str
    scales: Mapping[str, int]  # multiply the number before them
    attached_scales: Mapping[str, int]  # the same, written onto the digits
    abbreviations: frozenset[str]  # scales that may end in a point
    values: Mapping[str, float]  # number words that text2num lacks
    compound_scales: tuple[str, ...]  # end number words, the last one first: zweihundert|tausend
    half_suffix: str | None  # zwei + einhalb
    and_a_half: tuple[tuple[str, ...], ...]
    magnitudes: Mapping[str, int]  # only the order is said
    vague: frozenset[str]  # several + hundred: only the order is said
    cardinals: Mapping[str, int]  # number words, where text2num has no grammar of the language
    fractions: Mapping[str, int]  # → denominator
    lone_fractions: frozenset[str]  # fractions that need no number before them
    proportions: tuple[tuple[str, ...], ...]  # "one in five"
    one_of: frozenset[str]  # pronouns that count one in a proportion: "einer von fünf"
    each: frozenset[str]  # "every fifth"
    ordinals: Mapping[str, int]
    ordinal_fractions: frozenset[str]  # fractions that may be ordinals: "a third soldier"
    not_a_share_after: frozenset[str]  # "the second half"
    percent: tuple[tuple[str, ...], ...]
    one: frozenset[str]  # articles that count one before a scale or a fraction
    modifiers: frozenset[str]  # may stand between an article and its scale or fraction: "a full third"
    determiners: frozenset[str]  # may stand between a hedge and its number
    additions: frozenset[str]  # the same: "at least another 40"
    of: frozenset[str]
    connectors: frozenset[str]  # between the two numbers of a range
    opened_connectors: frozenset[str]  # the same, only after "between" or "from"
    trailing: frozenset[str]  # first words of what may follow a number: "or so", "-strong"
    postposed: frozenset[str]  # the same, of what may also stand before it: "at least"
    governors: Mapping[str, frozenset[str]]  # right before a hedge word, they make it a preposition
    far_governors: Mapping[str, frozenset[str]]  # earlier in the clause: "verfügt derzeit über"
    short_of: frozenset[str]  # a number after them is not reached: "keine 30"
    measures: frozenset[str]  # words after which a number measures and does not count
    before_years: frozenset[str]
    before_labels: frozenset[str]  # "No. 5" names, it does not count
    before_ordinals: frozenset[str]
    noun_endings: tuple[str, ...]  # of counted nouns, where case does not tell them from verbs
    modifier_endings: tuple[str, ...]  # of the adjectives before them
    function_words: frozenset[str]  # never a counted noun; also tell the languages apart
    not_cardinals: frozenset[str]  # words that text2num takes for numbers, and prose does not


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _numbered(text: str, first: int) -> dict[str, int]:
    return {word: number for number, word in enumerate(text.split(), first)}


_MEASURES = _words("mm cm km kg km² m² °c °f kmh mph mw kw gw hz mhz ghz khz gb mb kb v kv nm")
_ATTACHED = {
    **{"k": 1_000, "tsd": 1_000, "mn": 1_000_000, "mln": 1_000_000, "mio": 1_000_000},
    **{"mil": 1_000_000, "bn": 1_000_000_000, "mrd": 1_000_000_000},
}
_DASHES = _words("- – — ‐ ‑ ‒ −")

ENGLISH = Language(
    codes=("en",),
    decimal_mark=".",
    nouns_capitalised=False,
    ordinal_point=False,
    months=(
        *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
        *("October", "November", "December"),
    ),
    parts_of_year={
        **{21: "spring {}", 22: "summer {}", 23: "autumn {}", 24: "winter {}"},
        **{33: "Q1 {}", 34: "Q2 {}", 35: "Q3 {}", 36: "Q4 {}"},
        **{40: "first half of {}", 41: "second half of {}"},
    },
    span="{} to {}",
    until="up to {}",
    since="from {}",
    about="about {}",
    day="{} {}",
    scales={
        **{"dozen": 12, "score": 20, "hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9},
        **{"millions": 10**6, "billions": 10**9, "trillion": 10**12, "mln": 10**6, "mn": 10**6, "bn": 10**9},
        **{"thousands": 1_000, "k": 1_000},
    },
    attached_scales={**_ATTACHED, "m": 10**6, "b": 10**9},
    abbreviations=_words("mln mn bn"),
    values={"½": 0.5},
    compound_scales=(),
    half_suffix=None,
    and_a_half=(("and", "a", "half"), ("and", "one", "half"), ("-", "and", "-", "a", "-", "half"), ("½",)),
    magnitudes={
        **{"tens": 10, "dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1_000},
        **{"millions": 10**6, "billions": 10**9},
    },
    vague=_words("several few many couple"),
    fractions={
        **{"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4},
        **{"fourths": 4, "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7},
        **{"eighth": 8, "eighths": 8, "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10},
    },
    cardinals={},
    lone_fractions=_words("half"),
    proportions=(("in",), ("in", "every"), ("out", "of"), ("out", "of", "every"), ("of", "every")),
    one_of=frozenset(),
    each=_words("every"),
    ordinals={
        **_numbered("second third fourth fifth sixth seventh eighth ninth tenth", 2),
        **{"twelfth": 12, "twentieth": 20, "fiftieth": 50, "hundredth": 100},
    },
    ordinal_fractions=_words("third quarter fourth fifth sixth seventh eighth ninth tenth"),
    not_a_share_after=_words("first second latter last other former opening better final next"),
    percent=(("%",), ("percent",), ("per", "cent"), ("pct",)),
    one=_words("a an another"),
    modifiers=_words("full whole further mere entire"),
    determiners=_words("the a an its their"),
    additions=_words("all another further additional only some"),
    of=_words("of"),
    connectors=_DASHES | _words("to or"),
    opened_connectors=_words("and"),
    trailing=_words("or odd plus + give strong if"),
    postposed=_words("at maximum"),
    governors={
        "about": _words(
            "talks talked worried concerned concern concerns information questions complaints data"
        ),
        "over": _words("control dispute disputes talks concern concerns row debate"),
    },
    far_governors={},
    short_of=frozenset(),
    measures=_MEASURES
    | _words(
        "millimetre millimetres millimeter millimeters metre metres meter meters kilometre kilometres"
        " kilometer kilometers mile miles feet foot inch inches second seconds minute minutes hour"
        " hours day days week weeks month months year years decade decades degrees percentage o'clock"
        " am pm kilogram kilograms kilogramme kilogrammes gram grams litre litres liter liters hectares acres"
    ),
    before_years=_words(
        "in since by until till from during before after of mid early late year spring summer autumn"
        " fall winter end beginning middle through for"
    ),
    before_labels=_words(
        "no nr number numbers page pages article resolution paragraph section chapter figure table room"
        " flight route highway kilometre kilometer type model version phase brigade regiment division"
        " battalion unit squadron group area § # №"
    ),
    before_ordinals=frozenset(),
    noun_endings=("s", "people", "men", "women", "children", "personnel"),
    modifier_endings=(),
    function_words=_words(
        "the a an of to in on at by for from with and or but nor as than that this these those is are"
        " was were be been being has have had it its they their them he she his her we our you your"
        " who which what when where while will would could should may might must can not no if so"
        " since until before after during between into over under about against through because also"
        " only both each all any there then up out per last next later"
        " earlier according said says had did does do strong"
    ),
    not_cardinals=_words("o oh point a an minus plus"),
)

_GERMAN_ORDINALS = {
    **_numbered("zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft", 2),
    **{"zwanzigst": 20, "fünfzigst": 50, "hundertst": 100},
}

GERMAN = Language(
    codes=("de",),
    decimal_mark=",",
    nouns_capitalised=True,
    ordinal_point=True,
    months=(
        *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September"),
        *("Oktober", "November", "Dezember"),
    ),
    parts_of_year={
        **{21: "Frühjahr {}", 22: "Sommer {}", 23: "Herbst {}", 24: "Winter {}"},
        **{33: "1. Quartal {}", 34: "2. Quartal {}", 35: "3. Quartal {}", 36: "4. Quartal {}"},
        **{40: "1. Halbjahr {}", 41: "2. Halbjahr {}"},
    },
    span="{} bis {}",
    until="bis {}",
    since="ab {}",
    about="etwa {}",
    day="{}. {}",
    scales={
        **{"dutzend": 12, "hundert": 100, "tausend": 1_000, "million": 10**6, "millionen": 10**6},
        **{"milliarde": 10**9, "milliarden": 10**9, "billion": 10**12, "billionen": 10**12},
        **{"mio": 10**6, "mill": 10**6, "mln": 10**6, "mrd": 10**9, "tsd": 1_000},
    },
    attached_scales=_ATTACHED,
    abbreviations=_words("mio mill mln mrd tsd"),
    values={
        **{"anderthalb": 1.5, "eineinhalb": 1.5, "einundeinhalb": 1.5},
        **{"halbe": 0.5, "halben": 0.5, "halbes": 0.5, "½": 0.5, "viertelmillion": 250_000},
        **{"dreiviertelmillion": 750_000},
    },
    compound_scales=("tausend", "hundert"),
    half_suffix="einhalb",
    and_a_half=(("und", "ein", "halb"), ("und", "eine", "halbe"), ("½",)),
    magnitudes={
        **{"dutzende": 12, "dutzenden": 12, "hunderte": 100, "hunderten": 100, "tausende": 1_000},
        **{"tausenden": 1_000, "zehntausende": 10_000, "zehntausenden": 10_000, "hunderttausende": 100_000},
        **{"hunderttausenden": 100_000, "millionen": 10**6, "milliarden": 10**9, "zig": 10},
        **{"aberhunderte": 100, "abertausende": 1_000, "zigtausend": 10_000, "zigtausende": 10_000},
        **{"zigtausenden": 10_000, "zigmillionen": 10**7},
    },
    vague=_words(
        "mehrere mehreren mehrerer einige einigen einiger etliche etlichen viele vielen paar wenige wenigen"
    ),
    fractions={
        **{"hälfte": 2, "hälften": 2, "drittel": 3, "dritteln": 3, "viertel": 4, "vierteln": 4},
        **{"fünftel": 5, "sechstel": 6, "siebtel": 7, "achtel": 8, "neuntel": 9, "zehntel": 10},
        **{"fünfteln": 5, "zehnteln": 10},
    },
    cardinals={},
    lone_fractions=_words("hälfte hälften"),
    proportions=(("von",),),
    one_of=_words("einer eine eines einem einen"),
    each=_words("jeder jede jedes jeden jedem"),
    ordinals={
        form + ending: number
        for form, number in _GERMAN_ORDINALS.items()
        for ending in ("e", "er", "es", "en")
    },
    ordinal_fractions=frozenset(),
    not_a_share_after=_words("erste ersten zweite zweiten letzte letzten andere anderen obere untere"),
    percent=(("%",), ("prozent",), ("v", ".", "h", ".")),
    one=_words("ein eine einen einem einer eines"),
    modifiers=_words("volles volle ganzes ganze weiteres weitere weiterer weiteren"),
    determiners=_words("der die das den dem des ein eine einen einem einer seine ihre deren"),
    additions=_words("alle allen aller weitere weiteren weiterer zusätzliche zusätzlichen nur noch"),
    of=_words("von"),
    connectors=_DASHES | _words("bis oder"),
    opened_connectors=_words("und"),
    trailing=_words("oder plus + wenn"),
    postposed=_words("mindestens wenigstens zumindest höchstens allerhöchstens maximal"),
    governors={
        "über": _words(
            "verhandlung verhandlungen verhandelt verhandelte verhandelten gespräch gespräche gesprächen"
            " streit debatte kontrolle informationen bericht berichte abkommen vereinbarung vertrag überblick"
        ),
        "unter": _words("umfrage umfragen befragung befragungen studie erhebung"),
    },
    far_governors={"über": _words("verfügt verfügte verfügen verfügten verfüge")},
    short_of=_words("keine keinen"),
    measures=_MEASURES
    | _words(
        "millimeter millimetern zentimeter meter metern kilometer kilometern meilen sekunde sekunden"
        " minute minuten stunde stunden tag tage tagen woche wochen monat monate monaten jahr jahre"
        " kilogramm gramm liter litern hektar jahren jahrzehnt jahrzehnte jahrzehnten grad"
        " prozentpunkte prozentpunkten uhr"
    ),
    before_years=_words(
        "seit bis ab mitte ende anfang jahr jahre jahres jahren sommer herbst winter frühjahr"
        " frühling in vor nach von im quartal halbjahr jahreswechsel"
    ),
    before_labels=_words(
        "nr nummer seite seiten artikel art absatz abs paragraf paragraph kapitel tabelle abbildung"
        " resolution straße hauptstraße typ modell version kilometer brigade regiment division bataillon"
        " zimmer raum flug gleis § # №"
    ),
    before_ordinals=_words("der die das den dem des am vom zum im beim zur"),
    noun_endings=(),
    modifier_endings=(),
    function_words=_words(
        "der die das den dem des ein eine einen einem einer eines und oder aber nicht auch als wie"
        " bei mit nach von vor zu zum zur im in an am auf aus durch für gegen ohne um seit bis ist"
        " sind war waren wird werden wurde wurden hat haben hatte hatten sich sie er es wir ihr ihre"
        " ihren seine sein dass wenn weil dort hier noch schon nur so laut davon damit dabei allein"
        " sowie beim vom ins"
    ),
    not_cardinals=_words("ein eine minus komma plus"),
)

_UKRAINIAN_CARDINALS: Mapping[str, str] = {
    **{"0": "нуль", "1": "один одна одне одного одній одну одним", "2": "два дві двох двома двом"},
    **{"3": "три трьох трьома трьом", "4": "чотири чотирьох чотирма чотирьом"},
    **{"5": "п'ять п'яти п'ятьох", "6": "шість шести шістьох", "7": "сім семи сімох"},
    **{"8": "вісім восьми вісьмох", "9": "дев'ять дев'яти дев'ятьох", "10": "десять десяти десятьох"},
    **{"11": "одинадцять одинадцяти", "12": "дванадцять дванадцяти", "13": "тринадцять тринадцяти"},
    **{"14": "чотирнадцять чотирнадцяти", "15": "п'ятнадцять п'ятнадцяти"},
    **{"16": "шістнадцять шістнадцяти", "17": "сімнадцять сімнадцяти", "18": "вісімнадцять вісімнадцяти"},
    **{"19": "дев'ятнадцять дев'ятнадцяти", "20": "двадцять двадцяти", "30": "тридцять тридцяти"},
    **{"40": "сорок сорока", "50": "п'ятдесят п'ятдесяти", "60": "шістдесят шістдесяти"},
    **{"70": "сімдесят сімдесяти", "80": "вісімдесят вісімдесяти", "90": "дев'яносто дев'яноста"},
    **{"100": "сто ста", "200": "двісті двохсот", "300": "триста трьохсот", "400": "чотириста чотирьохсот"},
    **{"500": "п'ятсот п'ятисот", "600": "шістсот шестисот", "700": "сімсот семисот"},
    **{"800": "вісімсот восьмисот", "900": "дев'ятсот дев'ятисот"},
}

UKRAINIAN = Language(
    codes=(),
    decimal_mark=",",
    nouns_capitalised=False,
    ordinal_point=False,
    months=(
        *("січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня"),
        *("жовтня", "листопада", "грудня"),
    ),
    parts_of_year={
        **{21: "весна {}", 22: "літо {}", 23: "осінь {}", 24: "зима {}"},
        **{33: "1-й квартал {}", 34: "2-й квартал {}", 35: "3-й квартал {}", 36: "4-й квартал {}"},
        **{40: "перше півріччя {}", 41: "друге півріччя {}"},
    },
    span="{} – {}",
    until="до {}",
    since="від {}",
    about="близько {}",
    day="{} {}",
    scales={
        **dict.fromkeys(("десяток", "десятка"), 10),
        **dict.fromkeys(("сотня", "сотню"), 100),
        **dict.fromkeys(("тисяча", "тисячі", "тисячу", "тисяч", "тис"), 1_000),
        **dict.fromkeys(("мільйон", "мільйона", "мільйони", "мільйонів", "млн"), 10**6),
        **dict.fromkeys(("мільярд", "мільярда", "мільярди", "мільярдів", "млрд"), 10**9),
    },
    attached_scales={"тис": 1_000, "млн": 10**6, "млрд": 10**9},
    abbreviations=_words("тис млн млрд"),
    values={
        **{"півтора": 1.5, "півтори": 1.5, "пів": 0.5, "½": 0.5, "півсотні": 50, "півтисячі": 500},
        **{"півмільйона": 500_000},
    },
    compound_scales=(),
    half_suffix=None,
    and_a_half=(("з", "половиною"), ("½",)),
    magnitudes={
        **dict.fromkeys(("десятки", "десятків"), 10),
        **dict.fromkeys(("сотні", "сотень"), 100),
        **dict.fromkeys(("тисячі", "тисяч"), 1_000),
        **dict.fromkeys(("мільйони", "мільйонів"), 10**6),
    },
    vague=_words("кілька кількох декілька багато"),
    cardinals={word: int(value) for value, words in _UKRAINIAN_CARDINALS.items() for word in words.split()},
    fractions={
        **dict.fromkeys(("половина", "половини", "половину", "половиною"), 2),
        **dict.fromkeys(("третина", "третини", "третину", "третин"), 3),
        **dict.fromkeys(("чверть", "чверті", "чвертей"), 4),
        **dict.fromkeys(("п'ята", "п'ятих"), 5),
        **dict.fromkeys(("десята", "десятих"), 10),
    },
    lone_fractions=_words("половина половини половину третина третину чверть"),
    proportions=(("з",), ("із",)),
    one_of=frozenset(),
    each=_words("кожен кожна кожне кожного кожної"),
    ordinals={
        **_numbered("другий третій четвертий п'ятий шостий сьомий восьмий дев'ятий десятий", 2),
        **_numbered("друга третя четверта п'ята шоста сьома восьма дев'ята десята", 2),
    },
    ordinal_fractions=_words("п'ята десята"),
    not_a_share_after=_words("перша першу першої друга другу другої остання останню інша іншу"),
    percent=(("%",), ("відсоток",), ("відсотки",), ("відсотка",), ("відсотків",), ("процентів",)),
    one=frozenset(),
    modifiers=frozenset(),
    determiners=frozenset(),
    additions=_words("ще усі всі"),
    of=_words("з із"),
    connectors=_DASHES | _words("до або"),
    opened_connectors=_words("і й та"),
    trailing=_words("або плюс +"),
    postposed=_words("щонайменше щонайбільше принаймні мінімум максимум"),
    governors={},
    far_governors={},
    short_of=frozenset(),
    measures=_words(
        "мм см м км кг т міліметрів сантиметрів метр метра метри метрів метрах кілометр кілометра кілометри"
        " кілометрів кілометрах секунд хвилина хвилини хвилин година годину години годин день дня дні днів"
        " кілограмів кілограми кілограм грамів літрів літр літра гектарів"
        " доба доби діб тиждень тижня тижні тижнів місяць місяця місяці місяців рік року році роки років"
        " роках градус градуси градусів градуса кв °c"
    ),
    before_years=_words("у в"),
    before_labels=_words(
        "номер стаття статті статтю висота висоту сторінка розділ пункт таблиця резолюція резолюції № #"
    ),
    before_ordinals=frozenset(),
    noun_endings=(),
    modifier_endings=(
        "их",
        "іх",
        "їх",
        "ими",
        "ий",
        "ій",
        "ної",
        "ого",
        "ська",
        "ське",
        "ські",
        "ні",
        "льні",
    ),
    function_words=_words(
        "і й та в у на з із зі до від по за про для при під над між через після перед без як що це цей ця"
        " ці той та те ті він вона воно вони ми ви я не ні але або чи щоб якщо коли де який яка яке які"
        " є був була було були буде також ще вже лише тільки понад його її їх їхній свій там тут"
    ),
    not_cardinals=_words("мінус плюс кома"),
)

LANGUAGES: Mapping[str, Language] = {"de": GERMAN, "en": ENGLISH, "uk": UKRAINIAN}


def all_languages() -> Language:
    """Return one table that holds every language: for text whose language is not known."""
    return reduce(_merge, LANGUAGES.values())


def _merge(one: Language, other: Language) -> Language:
    names = Language.__dataclass_fields__
    return Language(**{name: _merge_field(getattr(one, name), getattr(other, name)) for name in names})


def _merge_field(one: Any, other: Any) -> Any:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return {**one, **other}
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one | other
    if isinstance(one, tuple) and isinstance(other, tuple):
        return one + other
    if isinstance(one, bool):
        return one and other
    if one is None or other is None:
        return one or other
    return one if one == other else None
