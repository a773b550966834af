"""What a report is made of beside numbers, in each language: dates, attributions, page furniture.

Tables only, all in lower case. A language is added by adding a table here and one in `languages`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

DAY, WEEK, MONTH, YEAR, PART = "day", "week", "month", "year", "part"
START, EARLY, MIDDLE, LATE, END = "start", "early", "middle", "late", "end"


@dataclass(frozen=True, eq=False)
class Reporting:
    """One language's words for dates, speech and what is no statement."""

    abbreviations: frozenset[str]  # their point ends no sentence
    months: Mapping[str, int]  # every form → 1 to 12
    months_capitalised: bool
    weekdays: Mapping[str, int]  # every form → 0 (Monday) to 6
    parts: Mapping[str, str]  # "mid", "Ende" → part of a month or year
    year_parts: Mapping[str, str]  # the same, with the year inside: "Jahresende"
    so_far: frozenset[str]  # up to now: no earlier date is meant
    codes: Mapping[str, int]  # "first half" → EDTF code of a part of a year
    relative: Mapping[str, tuple[str, int]]  # "last year" → grain and offset
    grains: Mapping[str, str]  # "months" → grain
    past: frozenset[str]  # before "three months", up to now
    past_one: frozenset[str]  # before "week", up to now
    leading: frozenset[str]  # before "three months of 2025"
    ago_before: frozenset[str]
    ago_after: frozenset[str]
    since: tuple[str, ...]
    until: tuple[str, ...]
    openers: tuple[str, ...]
    connectors: frozenset[str]
    joiners: frozenset[str]  # connect two dates only after an opener, or two of one grain
    skipped: frozenset[str]  # articles and prepositions inside a date
    attributions: tuple[str, ...]  # before a speaker
    trailing_attributions: frozenset[str]  # after a speaker
    account_endings: tuple[str, ...]  # "Polizeiangaben", after an `account_openers` word
    account_openers: frozenset[str]
    speech: frozenset[str]  # verbs of saying, in the active forms
    participles: frozenset[str]  # the same, after one of `have`
    have: frozenset[str]
    auxiliaries: frozenset[str]  # before a verb form: it is passive, or no verb of saying
    particles: frozenset[str]  # "that", "wie": around what is said
    genitives: frozenset[str]  # articles that go on with a speaker's name: "Sprecher der Armee"
    prepositions: frozenset[str]  # may go on with a speaker's name: "in London"
    changes: frozenset[str]  # verbs of change: "rose 12 percent"
    change_prepositions: frozenset[str]
    measuring: frozenset[str]  # verbs and nouns before a measure: "weighs 3.4 tonnes"
    money: frozenset[str]
    clock: tuple[str, ...]  # after a time of day
    before_clock: frozenset[str]
    text_parts: frozenset[str]  # "articles", "pages"
    majorities: frozenset[str]  # "a two-thirds majority"
    formations: tuple[str, ...]  # endings of words for formations, after an ordinal
    definite: frozenset[str]  # a small number after them refers and does not state
    anaphora: frozenset[str]  # a sentence that begins with them goes on with the one before
    strengths: frozenset[str]  # after a number without a noun: "500 strong"
    heads: frozenset[str]  # "the number of dead … 300"
    harming: frozenset[str]  # right before a number without a noun: "killed seven"
    plural_verbs: frozenset[str]  # right after a number without a noun: "650 were evacuated"
    rates: Mapping[str, str]  # "a month" → grain
    furniture: tuple[str, ...]  # a short paragraph with one of them belongs to the page


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _forms(*rows: str, first: int = 1) -> dict[str, int]:
    return {form: number for number, row in enumerate(rows, first) for form in row.split()}


def _each(value: str, words: str) -> dict[str, str]:
    return dict.fromkeys(words.split("|"), value)


def _joined(modifiers: str, nouns: str) -> Iterable[str]:
    return (" ".join(pair) for pair in product(modifiers.split("|"), nouns.split("|")))


def _shifted(modifiers: str, offset: int, nouns: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    return {phrase: (grain, offset) for grain, words in nouns.items() for phrase in _joined(modifiers, words)}


_ENGLISH_SPANS = {WEEK: "week", MONTH: "month", YEAR: "year"}
_ENGLISH_COUNTS = ("first", "second", "third", "fourth")
_GERMAN_COUNTS = ("erst", "zweit", "dritt", "viert")
_MARKS = _words("- – — ‐ ‑ ‒ −")
_CURRENCY_WORDS = "usd eur gbp uah krw rub"

ENGLISH = Reporting(
    abbreviations=_words(
        "mr mrs ms dr prof gen col lt maj capt sgt gov sen rep no nos nr approx ca etc inc ltd co st vs"
        " jan feb mar apr jun jul aug sep sept oct nov dec e.g i.e tel"
    ),
    months=_forms(
        *("january jan", "february feb", "march", "april apr", "may", "june", "july", "august aug"),
        *("september sept sep", "october oct", "november nov", "december dec"),
    ),
    months_capitalised=True,
    weekdays=_forms("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", first=0),
    parts={
        **_each(START, "start of|beginning of|the start of|the beginning of"),
        **_each(EARLY, "early|early in"),
        **_each(MIDDLE, "mid|the middle of|middle of"),
        **_each(LATE, "late|late in"),
        **_each(END, "end of|the end of"),
    },
    year_parts={"year-end": END, "year end": END},
    so_far=frozenset(("so far", "to date", "until now")),
    codes={
        **{"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24},
        **{f"{count} quarter": 33 + at for at, count in enumerate(_ENGLISH_COUNTS)},
        **{f"q{count}": 32 + count for count in range(1, 5)},
        **{"first half": 40, "second half": 41},
    },
    relative={
        **_shifted("last|previous|the previous|the last", -1, _ENGLISH_SPANS),
        **_shifted("this|the current", 0, _ENGLISH_SPANS),
        **_shifted("next|the next|the coming", 1, _ENGLISH_SPANS),
        **{"yesterday": (DAY, -1), "today": (DAY, 0), "tomorrow": (DAY, 1)},
    },
    grains={
        **_each(DAY, "day|days"),
        **_each(WEEK, "week|weeks"),
        **_each(MONTH, "month|months"),
        **_each(YEAR, "year|years"),
    },
    past=_words("past last previous preceding"),
    past_one=_words("past"),
    leading=_words("first"),
    ago_before=frozenset(),
    ago_after=_words("ago earlier"),
    since=("since", "ever since", "starting in", "beginning in", "after"),
    until=("by", "until", "till", "up to", "before", "through", "to date by", "no later than"),
    openers=("from", "between"),
    connectors=_words("to until till through") | _MARKS,
    joiners=_words("and"),
    skipped=_words("the of in on about around year last"),
    attributions=(
        "according to",
        "according to estimates by",
        "according to estimates from",
        "according to data from",
        "according to figures from",
        "as reported by",
        "citing",
        "by the count of",
    ),
    trailing_attributions=frozenset(),
    account_endings=(),
    account_openers=frozenset(),
    speech=_words(
        "said says say told tells reported reports report estimated estimates estimate announced announces"
        " claimed claim stated wrote writes counted count put puts confirmed confirms"
        " added adds show shows showed declared assessed assesses believes believe recorded warned warns"
        " disclosed revealed reveals acknowledged noted listed lists tallied documented admitted admits"
        " expect expects expected predicted predicts argued insisted alleged alleges"
        " tweeted conceded suggested suggests found finds concluded concludes quoted cited"
    ),
    participles=_words(
        "said reported estimated announced claimed stated confirmed counted revealed disclosed"
    ),
    have=_words("has have had"),
    auxiliaries=_words(
        "was were been be being is are has have had not to an the a its their of more than which by"
    ),
    particles=_words("that and but while as"),
    genitives=frozenset(),
    prepositions=_words("of in for from on at and"),
    changes=_words(
        "rose rise rises risen fell fall falls fallen grew grow grown dropped drop drops increased increase"
        " decreased declined climbed shrank up down jumped slipped"
    ),
    change_prepositions=_words("by"),
    measuring=_words("weighs weigh weighing weighed costs cost measures measuring radius"),
    money=_words(
        "dollar dollars euro euros pound pounds rouble roubles ruble rubles hryvnia hryvnias won yen yuan"
        f" franc francs cents {_CURRENCY_WORDS}"
    ),
    clock=("a.m.", "p.m.", "a.m", "p.m", "o'clock", "gmt", "utc"),
    before_clock=_words("at"),
    text_parts=_words(
        "articles pages points footnotes photos pictures images tables figures chapters paragraphs sections"
        " comments replies words views shares clauses questions"
    ),
    majorities=_words("majority majorities"),
    formations=("brigade", "division", "regiment", "corps", "battalion", "army", "fleet", "squadron"),
    definite=_words("the these those both all our his her their its other"),
    anaphora=_words("these those this they such"),
    strengths=_words("strong"),
    heads=_words("number toll count total tally"),
    plural_verbs=_words("were are have had"),
    harming=_words(
        "killed killing kills wounded wounding wounds injured injuring injures captured capturing detained"
        " detaining arrested arresting rescued displaced displacing"
    ),
    rates={
        **_each(MONTH, "a month|per month|each month|every month|monthly"),
        **_each(WEEK, "a week|per week|each week|every week|weekly"),
        **_each(DAY, "a day|per day|each day|every day|daily"),
        **_each(YEAR, "a year|per year|each year|every year|annually"),
    },
    furniture=(
        *("copyright", "all rights reserved", "min read", "minute read", "minutes read", "comments"),
        *("page", "tel", "phone", "fax", "issn", "isbn", "subscribe", "newsletter", "cookies", "read more"),
        *("shares", "photo", "isbn", "©", "vol", "followers", "likes", "sign up", "issue no"),
    ),
)

_GERMAN_LAST = "letzten|letztes|letzte|vergangenen|vergangenes|vergangene|vorigen|voriges|vorige|vergangener"
_GERMAN_SPANS = {WEEK: "woche", MONTH: "monat|monats", YEAR: "jahr|jahres"}

GERMAN = Reporting(
    abbreviations=_words(
        "dr prof nr hr fr ca bzw ggf evtl inkl max min mind mio mrd tsd mill str abs art s vgl gen etc usw"
        " sog tel jan feb mär apr aug sep sept okt nov dez"
    ),
    months=_forms(
        *("januar jänner jan januars", "februar feb februars", "märz", "april aprils", "mai", "juni"),
        *("juli", "august augusts", "september sept", "oktober okt oktobers", "november", "dezember dez"),
    ),
    months_capitalised=True,
    weekdays=_forms(
        *("montag montags", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag sonnabend", "sonntag"),
        first=0,
    ),
    parts={
        **_each(START, "anfang|beginn|zu beginn"),
        **_each(MIDDLE, "mitte"),
        **_each(END, "ende"),
    },
    year_parts={"jahresbeginn": START, "jahresanfang": START, "jahresmitte": MIDDLE, "jahresende": END},
    so_far=frozenset(("bisher", "bislang", "bis heute", "bis jetzt")),
    codes={
        **{"frühjahr": 21, "frühling": 21, "sommer": 22, "herbst": 23, "winter": 24},
        **{
            f"{count}{ending} quartal": 33 + at
            for at, count in enumerate(_GERMAN_COUNTS)
            for ending in ("en", "es")
        },
        **{f"{count}. quartal": 32 + count for count in range(1, 5)},
        **{
            f"{count}{ending} halbjahr": 40 + at
            for at, count in enumerate(_GERMAN_COUNTS[:2])
            for ending in ("en", "es")
        },
        **{"ersten jahreshälfte": 40, "zweiten jahreshälfte": 41},
    },
    relative={
        **_shifted(_GERMAN_LAST, -1, _GERMAN_SPANS),
        **_shifted("diesem|dieses|diese|dieser|laufenden|laufendes", 0, _GERMAN_SPANS),
        **_shifted("nächsten|nächstes|nächste|kommenden|kommendes|kommende|nächster", 1, _GERMAN_SPANS),
        **{"vorjahr": (YEAR, -1), "vorjahres": (YEAR, -1), "vormonat": (MONTH, -1), "vorwoche": (WEEK, -1)},
        **{"gestern": (DAY, -1), "heute": (DAY, 0), "morgen": (DAY, 1), "heuer": (YEAR, 0)},
    },
    grains={
        **_each(DAY, "tag|tage|tagen"),
        **_each(WEEK, "woche|wochen"),
        **_each(MONTH, "monat|monate|monaten|monats"),
        **_each(YEAR, "jahr|jahre|jahren|jahres"),
    },
    past=_words("vergangenen letzten vorangegangenen zurückliegenden"),
    past_one=frozenset(),
    leading=_words("ersten erste"),
    ago_before=_words("vor"),
    ago_after=frozenset(),
    since=("seit", "ab", "nach"),
    until=("bis", "bis zum", "vor", "bis zu", "spätestens"),
    openers=("von", "zwischen", "vom"),
    connectors=_words("bis") | _MARKS,
    joiners=_words("und"),
    skipped=_words(
        "der die das den dem des im in am zum zur vom jahr jahres jahre jahren etwa vergangenen vergangenem"
        " letzten letztem vorigen vorigem einschließlich"
    ),
    attributions=(
        *(
            "laut",
            "nach angaben",
            "nach angaben von",
            "nach angaben aus",
            "nach einschätzung",
            "nach schätzung",
        ),
        *("nach schätzungen", "nach schätzung von", "nach schätzungen von", "nach einschätzung von"),
        *("nach informationen", "nach erkenntnissen", "nach berechnungen", "nach auskunft", "gemäß"),
        *(
            "laut informationen",
            "laut angaben",
            "heißt es aus",
            "heißt es in",
            "heißt es von",
            "so",
            "unter berufung auf",
        ),
    ),
    trailing_attributions=_words("zufolge"),
    account_endings=(
        "angaben",
        "schätzung",
        "schätzungen",
        "einschätzung",
        "berechnungen",
        "darstellung",
        "erkenntnissen",
    ),
    account_openers=_words("nach laut"),
    speech=_words(
        "sagte sagt sagten sagen teilte teilten teilt mitteilte mitteilten berichtete berichtet berichten"
        " berichteten meldete meldet melden meldeten schätzt schätzte schätzen erklärte erklärt erklärten"
        " sprach spricht sprechen sprachen zählte zählt zählten zählen schreibt schrieb schreiben bezifferte"
        " beziffert beziffern behauptet behauptete gab gibt nannte nennt nennen bestätigte bestätigt"
        " betonte verkündete registrierte verzeichnete warnte warnten warnt bestätigten kündigte kündigten"
        " klagte räumte erwartet erwarten erwartete rechnet rechnen vermutet vermuten geht meinte meint"
        " ergänzte zitierte stellte beklagte versicherte hieß prognostiziert"
    ),
    participles=_words(
        "gesagt mitgeteilt berichtet gemeldet geschätzt erklärt gezählt bestätigt enthüllt bekanntgegeben"
        " angekündigt registriert verzeichnet beziffert"
    ),
    have=_words("hat haben hatte hatten habe"),
    auxiliaries=_words("wurde wurden wird werden worden sein nicht zu hat haben"),
    particles=_words("dass und aber wie während"),
    genitives=_words("der des"),
    prepositions=_words("in von für aus bei im"),
    changes=_words(
        "stieg stiegen steigt sank sanken sinkt fiel fielen fällt wuchs wachsen wächst gestiegen gesunken"
        " gewachsen gefallen zugenommen abgenommen zulegte"
    ),
    change_prepositions=_words("um"),
    measuring=_words("wiegt wiegen wog kostet kosten misst reichweite umkreis radius"),
    money=_words(
        f"dollar euro pfund rubel hrywnja griwna won yen yuan franken cent us-dollar {_CURRENCY_WORDS}"
    ),
    clock=("uhr", "mesz", "mez"),
    before_clock=_words("um gegen"),
    text_parts=_words(
        "artikel artikeln seiten kapitel kapiteln absätze absätzen kommentare kommentaren wörter punkte"
        " punkten fußnoten bilder bildern fotos tabellen abbildungen"
    ),
    majorities=_words("mehrheit"),
    formations=("brigade", "division", "regiment", "korps", "bataillon", "armee", "flotte", "staffel"),
    definite=_words(
        "die der den dem das diese diesen dieser beide beiden seine ihre seinen ihren seiner ihrer alle"
        " anderen"
    ),
    anaphora=_words("diese dieser diesen dies sie davon solche"),
    strengths=_words("stark"),
    heads=_words("zahl anzahl gesamtzahl summe bilanz"),
    plural_verbs=_words("wurden werden sind waren haben hatten seien"),
    harming=_words("tötete töteten tötet töten verletzte verletzten verwundete verwundeten"),
    rates={
        **_each(MONTH, "pro monat|im monat|je monat|monatlich|jeden monat"),
        **_each(WEEK, "pro woche|die woche|je woche|wöchentlich|jede woche"),
        **_each(DAY, "pro tag|am tag|je tag|täglich|jeden tag"),
        **_each(YEAR, "pro jahr|im jahr|je jahr|jährlich|jedes jahr"),
    },
    furniture=(
        *("copyright", "alle rechte vorbehalten", "lesezeit", "kommentare", "seite", "tel", "telefon", "fax"),
        *("issn", "isbn", "abonnieren", "newsletter", "cookies", "mehr lesen", "foto", "bildquelle", "©"),
        *("bearb", "jahrgang", "follower", "teilen"),
    ),
)

_UKRAINIAN_LAST = "минулого|минулий|минулому|торішнього|попереднього|минулої"
_UKRAINIAN_SPANS = {WEEK: "тижня|тиждень|тижні", MONTH: "місяця|місяць|місяці", YEAR: "року|рік|році"}

UKRAINIAN = Reporting(
    abbreviations=_words("тис млн млрд р рр ст див ім м вул грн обл ген тел"),
    months=_forms(
        *("січень січня січні", "лютий лютого лютому", "березень березня березні", "квітень квітня квітні"),
        *("травень травня травні", "червень червня червні", "липень липня липні", "серпень серпня серпні"),
        *("вересень вересня вересні", "жовтень жовтня жовтні", "листопад листопада листопаді"),
        "грудень грудня грудні",
    ),
    months_capitalised=False,
    weekdays=_forms(
        *("понеділок понеділка", "вівторок вівторка", "середу середа", "четвер четверга"),
        *("п'ятницю п'ятниця", "суботу субота суботи", "неділю неділя неділі"),
        first=0,
    ),
    parts={
        **_each(START, "початку|початок|на початку"),
        **_each(MIDDLE, "середини|середині|середина|посередині"),
        **_each(END, "кінця|кінці|кінець|наприкінці"),
    },
    year_parts={},
    so_far=frozenset(("досі", "наразі", "дотепер")),
    codes={
        **{"навесні": 21, "весни": 21, "весну": 21, "влітку": 22, "літа": 22, "восени": 23, "осені": 23},
        **{"взимку": 24, "зими": 24, "узимку": 24, "зиму": 24},
        **{"першому півріччі": 40, "першого півріччя": 40, "другому півріччі": 41, "другого півріччя": 41},
        **{
            "першому кварталі": 33,
            "другому кварталі": 34,
            "третьому кварталі": 35,
            "четвертому кварталі": 36,
        },
        **{
            "першого кварталу": 33,
            "другого кварталу": 34,
            "третього кварталу": 35,
            "четвертого кварталу": 36,
        },
    },
    relative={
        **_shifted(_UKRAINIAN_LAST, -1, _UKRAINIAN_SPANS),
        **_shifted("цього|цей|цьому|поточного", 0, _UKRAINIAN_SPANS),
        **_shifted("наступного|наступний|наступному", 1, _UKRAINIAN_SPANS),
        **{"вчора": (DAY, -1), "учора": (DAY, -1), "сьогодні": (DAY, 0), "завтра": (DAY, 1)},
        **{"торік": (YEAR, -1), "цьогоріч": (YEAR, 0)},
    },
    grains={
        **_each(DAY, "день|дні|днів|дня|доба|добу|доби"),
        **_each(WEEK, "тиждень|тижні|тижнів|тижня"),
        **_each(MONTH, "місяць|місяці|місяців|місяця"),
        **_each(YEAR, "рік|роки|років|року"),
    },
    past=_words("останні останніх минулі минулих"),
    past_one=_words("минулу"),
    leading=_words("перші перших"),
    ago_before=frozenset(),
    ago_after=_words("тому"),
    since=("з", "із", "від", "починаючи з", "після"),
    until=("до", "перед", "по", "станом до"),
    openers=("з", "із", "від", "між"),
    connectors=_words("до по") | _MARKS,
    joiners=_words("і й та"),
    skipped=_words("року році рік у в"),
    attributions=(
        *(
            "за даними",
            "за словами",
            "за оцінками",
            "за оцінкою",
            "за інформацією",
            "за підрахунками",
            "згідно з",
        ),
        *("йдеться у", "йдеться в", "з посиланням на", "за повідомленням"),
    ),
    trailing_attributions=frozenset(),
    account_endings=(),
    account_openers=frozenset(),
    speech=_words(
        "повідомив повідомила повідомило повідомили повідомляє повідомляють сказав сказала сказали заявив"
        " заявила заявили заявляє зазначає зазначив зазначила зазначили пише пишуть написав написала"
        " оцінює оцінюють оцінила оцінив стверджує стверджують підтвердив підтвердила підтвердило"
        " нарахувала нарахував нарахували визнав визнала визнали очікує очікують попередив попередила"
        " зафіксувала зафіксував зафіксували каже кажуть розповів розповіла уточнив уточнила додав додала"
    ),
    participles=frozenset(),
    have=frozenset(),
    auxiliaries=_words("було були був була не"),
    particles=_words("що і та але як"),
    genitives=frozenset(),
    prepositions=_words("в у з для при"),
    changes=_words(
        "зросли зріс зросла зросло впали впав впала знизилися знизився знизилася збільшилися збільшилась"
        " збільшився зменшилися зменшився подорожчали"
    ),
    change_prepositions=_words("на"),
    measuring=_words("важить важать коштує коштують дальність радіус радіусі масою вагою"),
    money=_words(
        "долар доларів долари долара євро гривень гривні гривня гривню рублів рублі вон єн юанів фунтів грн"
        f" центів {_CURRENCY_WORDS}"
    ),
    clock=("годині", "година"),
    before_clock=_words("о об"),
    text_parts=_words(
        "статей статті фото виносок сторінок сторінки розділів коментарів коментарі пунктів пункти"
    ),
    majorities=_words("більшість більшості більшістю"),
    formations=(
        "бригада",
        "бригади",
        "бригади",
        "дивізія",
        "дивізії",
        "полк",
        "полку",
        "батальйон",
        "корпус",
    ),
    definite=_words("ці цих обидва обидві обох ті тих усі всі"),
    anaphora=_words("ці цих це вони такі"),
    strengths=frozenset(),
    heads=_words("кількість число чисельність"),
    plural_verbs=frozenset(),
    harming=_words("поранив поранила поранили вбив вбила вбили убив убила убили"),
    rates={
        **_each(MONTH, "на місяць|щомісяця|щомісячно"),
        **_each(WEEK, "на тиждень|щотижня"),
        **_each(DAY, "на день|на добу|щодня|щодоби"),
        **_each(YEAR, "на рік|щороку|щорічно"),
    },
    furniture=(
        *("сторінка", "тел", "коментарів", "коментарі", "усі права захищені", "всі права захищені", "фото"),
        *("читати далі", "підписатися", "issn", "isbn", "©", "хвилин читання", "хв читання", "переглядів"),
    ),
)

REPORTING: Mapping[str, Reporting] = {"de": GERMAN, "en": ENGLISH, "uk": UKRAINIAN}
