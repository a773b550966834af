/* How hits of a search are ordered. An id that was typed in full is what was looked for, and stands first; ids of
   which a part was typed stand last, for their pages are found by their words, too. */
var Scorer = {
  score: (hit) => {
    const [, title, anchor, , score, , kind] = hit;
    if (kind !== "index") return score;
    if (anchor) hit[1] = `${title} > ${anchor.slice(1)}`;
    return score === Scorer.wholeId ? score : Scorer.partOfId;
  },
  wholeId: 100, // what the search itself gives to an entry that is the query
  partOfId: 1,
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
