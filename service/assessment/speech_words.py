"""Words of speech, and the clause that is read: which verbs report, who can speak, where a phrase ends."""

from __future__ import annotations

from service.assessment.verbs import ADVERBS, HAVE, tokenise, words_of

# Verbs whose subject speaks whatever follows.
PLAIN = words_of("say announce state declare warn insist argue assert testify reiterate allege stress remark")


# Verbs that report with a noun phrase as well as with a clause.
WITH_OBJECT = words_of(
    "confirm claim estimate report deny dismiss reject refute dispute predict acknowledge admit reveal "
    "disclose note expect forecast anticipate rebut contest project put"
)


# Verbs that report only with "that", a clause or a quotation after them, or as a tag behind one.
WITH_CLAUSE = words_of(
    "tell add explain recall suggest maintain conclude write tweet post comment reply respond promise pledge "
    "vow concede observe indicate complain emphasise emphasize underline agree caution continue boast joke "
    "believe think fear hope assess reckon suspect find show calculate determine contend counter recount ask "
    "point hint signal imply understand guess assume accuse describe quote "
    "proclaim confess exclaim shout yell plead urge lament quip opine"
)


REPORTING = PLAIN | WITH_OBJECT | WITH_CLAUSE


NEVER_CLAUSE = words_of("describe accuse quote ask shout yell plead urge lament quip")


DENYING = words_of("deny dismiss reject refute dispute rebut contest")


_BASES = {base: base for base in REPORTING}


ROLES = words_of(
    "agency ministry government army military company group spokesman spokeswoman spokesperson minister "
    "official officials lawmaker lawmakers police office department union party court bank service president "
    "leader chief director committee report statement newspaper paper lawyer lawyers father mother author "
    "professor scientist scientists researcher researchers analyst analysts witness witnesses firm "
    "association federation"
)


TITLES = words_of(
    "mr mrs ms miss dr prof professor sir dame lord lady rep sen gov gen lt col maj capt sgt adm president "
    "premier chancellor minister secretary senator general colonel director ambassador judge king queen "
    "prince princess pope mayor governor congressman congresswoman captain major admiral sheikh ayatollah "
    "spokesman spokeswoman spokesperson chairman chairwoman chief commissioner inspector"
)


RECIPIENTS = words_of(
    "reporters journalists lawmakers parliament mps senators deputies correspondents investors shareholders "
    "them him us me viewers listeners congress delegates colleagues"
)


WHEN = words_of(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight earlier later recently "
    "afterwards previously again separately late early"
)


STOP_BEFORE = words_of(
    "when while because although though if unless whether that as before after until since but so which what "
    "where how who whose whom yet than"
)


_OPENERS = '“"'


class Clause:
    """A sentence with its tokens, those inside quotation marks told apart."""

    def __init__(self, text: str, quoted: list[tuple[int, int]]) -> None:
        self.text = text
        self.quoted = quoted
        self.tokens = tokenise(text)
        self.is_quoted = [any(a <= token.start < b for a, b in quoted) for token in self.tokens]

    def lower(self, i: int) -> str:
        return self.tokens[i].lower if 0 <= i < len(self.tokens) else ""

    def span(self, i: int, j: int) -> str:
        """The text of tokens ``i`` to ``j`` (not included)."""
        return self.text[self.tokens[i].start : self.tokens[j - 1].end] if i < j else ""


def previous(clause: Clause, i: int) -> int:
    """The position before ``i`` that is no adverb or auxiliary of the perfect."""
    j = i - 1
    while (
        j >= 0
        and (clause.lower(j) in HAVE | ADVERBS | WHEN or (clause.lower(j).endswith("ly") and j > 0))
        and not clause.tokens[j].is_capitalised
    ):
        j -= 1
    return j
