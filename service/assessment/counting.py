"""What a figure counts: the noun after it, before it or earlier in the sentence, and what became of those counted.

There is no parser here: a noun phrase is the run of words up to the next function word, and its head is the first
plural in it. The word lists are of general news English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.assessment.numbers import Token, is_hyphen, joined, read_number, word_set
from service.assessment.units import is_attached_unit, measure


@dataclass(frozen=True, slots=True)
class Counted:
    """The head noun (singular, lower case), the words around it, and the token after the phrase."""

    head: str | None
    modifiers: tuple[str, ...] = ()
    end: int = 0
    fates: tuple[str, ...] = ()


_STOP = word_set(
    # prepositions and particles
    "of in on at to from for with by into onto over under after before during since until till against among amongst "
    "between through across around near inside outside within without toward towards via per about as than like upon "
    "worth off out up down along above below more less higher lower fewer behind beyond despite amid back away ago "
    "together aboard beside besides throughout unlike taking "
    # conjunctions, relatives, pronouns, determiners
    "and or but nor so yet if when while where because although though unless that which who whom whose what how why "
    "whether i you he she it we they him her me us them his its their our your my this these those the a an each every "
    "both either neither all any some no not none himself herself itself themselves there here then "
    # auxiliaries and very common verbs
    "is are was were be been being am has have had having do does did done will would shall should can could may "
    "might must get got gets getting go goes went gone come comes came say says said take takes took make makes made "
    "remain remains remained include includes included including excluding begin began begun become became ought let "
    "stay stayed live lived work worked join joined die died dies dying lost fled flee left leave stood stand told "
    "tell tells saw seen see know known think thought give gave given show shows showed shown find found hold held "
    "keep kept put run ran set seem seems sat lay led feel felt fought fight took turned voted gathered marched "
    "signed expected deployed sent dispatched stationed based located compared according already also still now "
    "so-called never ever only just even yesterday today tonight tomorrow later earlier soon once again too instead "
    "however because due following attended agreed won need needs needed want wants wanted use uses used arrive "
    "arrived travel travelled walk walked speak speaks spoke cross crossed enter entered return returned watch "
    "watched receive received play played face faced win wins helped help belong belonged suffer suffered"
)
_NOT_PLURAL = word_set(
    "tennis was is has does as this his its us says plus less always perhaps yes thus across towards besides "
    "afterwards nevertheless sometimes indoors overseas various serious previous dangerous religious famous numerous "
    "suspicious continuous consecutive precious conscious mysterious anonymous indigenous simultaneous enormous gas "
    "bus virus crisis basis analysis status campus census bonus focus chaos consensus process business access "
    "success congress press class loss boss mass glass grass cross address fitness illness witness homeless helpless "
    "cash-less jobless series politics economics athletics news sports arms drugs forces services systems goods "
    "savings sales communications operations logistics weapons affairs relations paris texas brussels wales athens "
    "hamas reuters lebanese chinese japanese vietnamese portuguese christmas mercedes us u.s. uks maths physics "
    "means needs remains seems shows comes goes makes takes gets begins thousands millions billions hundreds dozens"
)
_MODIFYING_PLURALS = word_set(
    "sports arms drugs forces services systems goods savings sales communications operations logistics weapons affairs "
    "relations news sports rights customs metals human-rights emergency-services armed-forces"
)
_IRREGULAR = {
    "people": "person", "persons": "person", "men": "man", "women": "woman", "children": "child", "police": "police",
    "personnel": "personnel", "staff": "staff", "crew": "crew", "aircraft": "aircraft", "cattle": "cattle",
    "fish": "fish", "sheep": "sheep", "lives": "life", "wives": "wife", "knives": "knife", "homes": "home",
    "mice": "mouse", "teeth": "tooth", "feet": "foot", "geese": "goose", "species": "species", "oxen": "ox",
    "spacecraft": "spacecraft", "hovercraft": "hovercraft", "infantry": "infantry", "cavalry": "cavalry",
    "militia": "militia", "militias": "militia", "countrymen": "countryman", "gunmen": "gunman", "halves": "half",
    "shelves": "shelf", "thieves": "thief", "leaves": "leaf", "wolves": "wolf", "criteria": "criterion",
    "media": "medium", "data": "data", "phenomena": "phenomenon", "gallows": "gallows", "corps": "corps",
    "buses": "bus", "gases": "gas", "viruses": "virus", "crises": "crisis", "analyses": "analysis", "bases": "base",
    "cases": "case", "houses": "house", "horses": "horse", "nurses": "nurse", "movies": "movie", "zombies": "zombie",
    "calories": "calorie", "cookies": "cookie", "rookies": "rookie", "ties": "tie", "pies": "pie",
    "premises": "premises",
    "headquarters": "headquarters", "barracks": "barracks",
    "crossroads": "crossroads", "folk": "person",
    "shoes": "shoe", "heroes": "hero", "potatoes": "potato", "tomatoes": "tomato", "volcanoes": "volcano",
    "tornadoes": "tornado", "vetoes": "veto", "casualties": "casualty", "axes": "axe",
    "prizes": "prize", "sizes": "size",
}  # fmt: skip

_COLLECTIVE = frozenset({"police", "staff", "crew", "aircraft", "infantry", "militia", "data", "media", "people"})
FATES = {
    "killed": "killed", "dead": "killed", "died": "killed", "die": "killed", "dies": "killed", "dying": "killed",
    "slain": "killed", "slaughtered": "killed",
    "murdered": "killed", "massacred": "killed", "perished": "killed", "executed": "killed", "fatally": "killed",
    "injured": "injured", "wounded": "injured", "hurt": "injured", "maimed": "injured", "hospitalised": "injured",
    "hospitalized": "injured", "captured": "captured", "arrested": "arrested", "detained": "arrested",
    "jailed": "arrested", "imprisoned": "arrested", "kidnapped": "captured", "abducted": "captured",
    "missing": "missing", "unaccounted": "missing", "displaced": "displaced", "evacuated": "displaced",
    "homeless": "displaced", "uprooted": "displaced", "rescued": "rescued", "infected": "infected",
    "stranded": "stranded", "freed": "freed", "released": "freed",
}  # fmt: skip
_DOING = {
    "kill": "killed", "kills": "killed", "killing": "killed", "killed": "killed", "murdering": "killed",
    "slaughtering": "killed", "executing": "killed", "injure": "injured", "injures": "injured", "injuring": "injured",
    "wound": "injured", "wounds": "injured", "wounding": "injured", "hurting": "injured", "capture": "captured",
    "captures": "captured", "capturing": "captured", "arrest": "arrested", "arrests": "arrested",
    "arresting": "arrested", "detain": "arrested", "detaining": "arrested", "kidnapping": "captured",
    "abducting": "captured", "displacing": "displaced", "displace": "displaced", "evacuating": "displaced",
    "evacuate": "displaced", "rescue": "rescued", "rescuing": "rescued", "rescues": "rescued", "infecting": "infected",
    "freeing": "freed", "releasing": "freed", "claiming": "killed",
}  # fmt: skip
_ACTIVE = {word: fate for word, fate in FATES.items() if word.endswith("ed") and word not in {"died", "perished"}}
_ACTIVE |= {"hurt": "injured"} | _DOING
_FATE_NOUNS = {
    "death": "killed", "fatality": "killed", "injury": "injured", "killing": "killed", "murder": "killed",
    "arrest": "arrested", "capture": "captured", "disappearance": "missing", "kidnapping": "captured",
    "abduction": "captured", "execution": "killed",
}  # fmt: skip
_LINKS = word_set(
    "who that which have has had having were was are is be been being to get got getting also reportedly so far "
    "believed said thought reported feared presumed known confirmed listed may might will would could estimated "
    "apparently allegedly officially still now already left either later themselves seriously badly critically "
    "slightly severely lightly fatally either both all mortally"
)
_AUXILIARIES = word_set("were was are is have has had be been being got get")
_MEASURING = word_set(
    "rose rise rises risen rising grew grow grown growing increased increase increases increasing climbed climbs "
    "climbing jumped jumps jumping soared soaring surged surging fell fall falls fallen falling dropped drops "
    "dropping declined declines declining slipped slips stood stands stand standing reached reach reaches reaching "
    "hit hits hitting brought bring brings bringing put puts putting estimated totalled totaled totals totalling "
    "totaling is was were are be been passed passes passing surpassed surpasses exceeded exceeds exceed numbered "
    "numbers number numbering topped tops topping raised raises raising remained remains swelled swelling doubled "
    "tripled ballooned amounted amounts cut reduced lowered slashed revised include includes"
)
_TRANSITIVE = word_set(
    "cut reduced raised raises raising lowered slashed revised bring brought brings bringing put puts putting doubled "
    "tripled increased increase increases increasing dropped"
)
_MEASURED_NOUN = re.compile(
    r"(?:ion|ment|ness|ity|nce|rate|age|owth|ue|over|profit|income|output|export|import|deficit|debt|gdp|budget|price|yield"
    r"|wage|salary|cost|tax|spend|ing|size|length|height|weight|speed|depth|width|temperature|score|vote|index|loss|sales|savings|earnings|takings)$"
)
_PERIODIC = frozenset({"monthly", "weekly", "daily", "yearly", "hourly", "quarterly", "early", "elderly", "family"})
_BETWEEN_VERB = word_set(
    "to at by from of about sharply slightly now already since recently then again up down back steadily currently "
    "yesterday today only just even still further have has had been be being is was are were also more much "
    "expected likely thought believed set due said reported put an a total the record level high low"
)
_COUNT_NOUNS = word_set("number total tally toll count amount figure proportion share percentage estimate")
_PARTICLE_NOT_SUBJECT = word_set("said says say added told according reported that while but as when with")


def noun_after(tokens: Sequence[Token], at: int, singular_wanted: bool = False) -> Counted:
    """The noun phrase that begins at token ``at``; its head is None where the run of words holds no plural."""
    run: list[int] = []
    index = at
    while index < len(tokens) and len(run) < 7:
        token = tokens[index]
        if token.kind == "w":
            if _stops(tokens, index) and (singular_wanted or not _couples(tokens, index, run)):
                break
            run.append(index)
        elif token.kind == "n":
            skipped = _measure_end(tokens, index)
            if skipped is None:
                break
            index = skipped
            continue
        elif not (is_hyphen(tokens, index) or (token.text in "\"“”‘'’" and index == at)):
            break
        index += 1
    head = _head(tokens, [i for i in run if tokens[i].lower not in {"and", "or"}], singular_wanted)
    if head is None:
        fates = fates_at(tokens, at)
        return Counted(None, (), index, fates)
    words = tuple(_bare(tokens[i].lower) for i in run if i < head and tokens[i].lower not in {"and", "or"})
    noun = singular(tokens[head].lower)
    return Counted(noun, words, head + 1, fates_at(tokens, head + 1))


def _stops(tokens: Sequence[Token], index: int) -> bool:
    """Whether the word ends a noun phrase: a function word or common verb, but not inside a compound or as "US"."""
    token = tokens[index]
    if token.lower not in _STOP or token.text == "US":
        return False
    return not (is_hyphen(tokens, index + 1) or is_hyphen(tokens, index - 1))


def _couples(tokens: Sequence[Token], index: int, run: list[int]) -> bool:
    """Whether "and" joins two adjectives before the head: "20 air and missile defence targets"."""
    if tokens[index].lower not in {"and", "or"} or not run or index + 1 >= len(tokens):
        return False
    if any(is_plural(tokens[i].lower) or tokens[i].lower in FATES for i in run):
        return False
    after = tokens[index + 1]
    return after.kind == "w" and after.lower not in _STOP and after.lower not in FATES


def _bare(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word


def _measure_end(tokens: Sequence[Token], index: int) -> int | None:
    """The token after a measure used as an adjective ("240mm", "12-year-old"), or None."""
    after = index + 1
    if after >= len(tokens):
        return None
    if joined(tokens, index) and is_attached_unit(tokens[after].lower):
        return after + 1
    if is_hyphen(tokens, after) and measure(tokens[after + 1].lower):
        after += 2
        if is_hyphen(tokens, after) and tokens[after + 1].lower == "old":
            after += 2
        return after
    return None


def is_plural(word: str) -> bool:
    """Whether a lower-case word looks like a plural noun."""
    if word in _IRREGULAR:
        return True
    if len(word) < 4 or word in _NOT_PLURAL:
        return False
    if word.endswith(("men", "women", "children", "people")):
        return word not in {"omen", "specimen", "abdomen", "regimen", "acumen", "semen", "yemen", "examen", "amen"}
    if not word.endswith("s"):
        return False
    return not word.endswith(("ss", "us", "sis", "xis", "ris", "tis", "vis", "ois", "'s", "’s"))


def singular(word: str) -> str:
    """The singular of a lower-case plural noun; any other word unchanged."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for plural, one in (("women", "woman"), ("men", "man"), ("children", "child"), ("people", "person")):
        if word.endswith(plural) and is_plural(word):
            return word[: -len(plural)] + one
    if not is_plural(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1]


def _head(tokens: Sequence[Token], run: list[int], singular_wanted: bool) -> int | None:
    if singular_wanted:
        for position, index in enumerate(run):
            word = tokens[index].lower
            if position and (word in FATES or word.endswith(("ly", "ed"))):
                return run[position - 1]
            named = tokens[index].text[0].isupper() and tokens[run[-1]].text[0].isupper()
            if position and named and tokens[run[position - 1]].text[0].islower():
                return run[position - 1]
        if not run or tokens[run[-1]].lower in FATES:
            return None
        after = tokens[run[-1] + 1].lower if run[-1] + 1 < len(tokens) else ""
        verb_last = len(run) > 1 and after in {"the", "a", "an", "his", "her", "its", "their", "that"}
        return run[-2] if verb_last else run[-1]
    for position, index in enumerate(run):
        word = tokens[index].lower
        following = tokens[run[position + 1]].lower if position + 1 < len(run) else ""
        if is_plural(word):
            if word in _COLLECTIVE and any(is_plural(tokens[i].lower) for i in run[position + 1 :]):
                continue
            if following in {"personnel", "staff", "crew", "men", "women", "people", "members", "officers", "workers"}:
                return run[position + 1]
            return index
        if word in _MODIFYING_PLURALS and not any(is_plural(tokens[i].lower) for i in run[position + 1 :]):
            return index
    return None


def fates_at(tokens: Sequence[Token], at: int) -> tuple[str, ...]:
    """The fates stated after a number or its noun: "12 killed or wounded", "12 people were injured"."""
    fates: list[str] = []
    linked = True
    for index in range(at, min(at + 14, len(tokens))):
        token = tokens[index]
        if token.kind != "w" or token.lower in {"but", "while", "although"}:
            if is_hyphen(tokens, index):
                continue
            break
        if token.lower in FATES and linked:
            fates.append(FATES[token.lower])
        elif token.lower in {"and", "or"}:
            if not fates:
                break
        elif fates:
            break
        elif token.lower in _AUXILIARIES:
            linked = True
        elif token.lower not in _LINKS:
            linked = False
    return tuple(dict.fromkeys(fates))


def fates_before(tokens: Sequence[Token], first: int) -> tuple[str, ...]:
    """The fates that a verb or noun just before the figure states: "killing 12", "the deaths of 12", "the lives of"."""
    index = first - 1
    fates: list[str] = []
    if index >= 1 and tokens[index].lower == "of":
        noun = singular(tokens[index - 1].lower)
        if noun in _FATE_NOUNS:
            return (_FATE_NOUNS[noun],)
        if noun == "life" and index >= 2:
            return ("killed",)
        if noun == "toll":
            return ("killed",)
        return ()
    while index >= 0 and tokens[index].kind == "w":
        word = tokens[index].lower
        if word in _ACTIVE and (index == 0 or tokens[index - 1].lower not in {"were", "was", "been", "are", "be"}):
            fates.append(_ACTIVE[word])
        elif not (word in {"and", "or"} and fates):
            break
        index -= 1
    return tuple(dict.fromkeys(reversed(fates)))


def subject_before(tokens: Sequence[Token], first: int) -> Counted:
    """The noun whose measure the figure is: "the number of X rose to 12", "X are estimated at 12", "the death toll"."""
    verb = None
    for index in range(first - 1, max(first - 10, -1), -1):
        token = tokens[index]
        if token.kind not in {"w", "d"}:
            break
        if token.lower in _MEASURING:
            between = {t.lower for t in tokens[index + 1 : first]}
            if token.lower not in _TRANSITIVE or between & {"to", "at", "by"} or _number_of(tokens, first - 1, first):
                verb = index
            break
        if token.kind == "w" and token.lower not in _BETWEEN_VERB and token.lower not in _COUNT_NOUNS:
            of_noun = _number_of(tokens, index, first)
            if of_noun is not None:
                return of_noun
            if token.lower.endswith("ly"):
                continue
            break
    if verb is None:
        return Counted(None)
    brought = _number_of(tokens, first - 1, first)
    if brought is not None:
        return brought
    return _subject(tokens, verb)


def _number_of(tokens: Sequence[Token], index: int, first: int) -> Counted | None:
    """ "brought the number of X (adjectives) to 12": the noun between "number of" and the figure."""
    for at in range(index, max(index - 18, 0), -1):
        token = tokens[at]
        if token.kind not in {"w", "p"} or token.text in {",", ";", ":", "."}:
            return None
        if token.lower in {"toll"}:
            return Counted("death", (), at + 1, ("killed",))
        if token.lower == "of" and tokens[at - 1].lower in _COUNT_NOUNS:
            start = at + 1
            while start < first and tokens[start].lower in {"the", "its", "their", "such", "all", "those"}:
                start += 1
            phrase = noun_after(tokens[:first], start)
            return phrase if phrase.head else None
    return None


def _subject(tokens: Sequence[Token], verb: int) -> Counted:
    start = verb
    while start > 0:
        token = tokens[start - 1]
        if token.text in {",", ";", ":", ".", "(", ")", "“", "”", '"', "—"} or token.lower in _PARTICLE_NOT_SUBJECT:
            break
        if token.lower == "and" and not (start > 1 and is_plural(tokens[start - 2].lower)):
            break
        start -= 1
    clause = tokens[start:verb]
    for offset, token in enumerate(clause):
        if token.lower == "of" and offset and clause[offset - 1].lower in _COUNT_NOUNS:
            at = start + offset + 1
            while at < verb and tokens[at].lower in {"the", "its", "their", "such", "all", "those"}:
                at += 1
            phrase = noun_after(tokens[: verb + 1], at)
            return Counted(phrase.head, phrase.modifiers, phrase.end, phrase.fates)
        if token.lower == "toll":
            return Counted("death", (), verb, ("killed",))
    nominal: list[Token] = []
    for token in clause:
        if token.kind != "w" or token.lower in {"have", "has", "had", "will", "would", "could", "may", "can", "might"}:
            if nominal:
                break
            continue
        if token.lower in {"the", "a", "an", "its", "their", "his", "her", "this", "these", "those", "total"}:
            continue
        if token.lower in _STOP:
            if nominal:
                break
            return Counted(None)
        if (token.lower.endswith("ly") and token.lower not in _PERIODIC) or token.lower in _BETWEEN_VERB:
            break
        nominal.append(token)
    if not nominal:
        return Counted(None)
    head = nominal[-1]
    noun = head.lower
    if head.text[0].isupper() and not (head is clause[0] and (is_plural(noun) or _MEASURED_NOUN.search(noun))):
        return Counted(None)  # a name is measured, not counted
    words = tuple(_bare(token.lower) for token in nominal[:-1])
    return Counted(singular(noun), words, verb)


def fate_of_noun(noun: str | None) -> tuple[str, ...]:
    """What the counted noun itself says became of people: deaths were killed."""
    fate = _FATE_NOUNS.get(noun or "")
    return (fate,) if fate else ()


def earlier_plural(tokens: Sequence[Token], before: int) -> Counted:
    """The closest plural noun before a token, for "4,000 of them"."""
    for index in range(before - 1, -1, -1):
        token = tokens[index]
        if token.kind == "w" and is_plural(token.lower) and token.lower not in {"us", "officials", "sources"}:
            start = index
            while start > 0 and tokens[start - 1].kind == "w" and tokens[start - 1].lower not in _STOP:
                start -= 1
            words = tuple(_bare(t.lower) for t in tokens[start:index] if read_number([t], 0) is None)
            return Counted(singular(token.lower), words, index + 1)
    return Counted(None)


# --- The same thing? -------------------------------------------------------------------------------------------------

_SYNONYMS = [
    "troop soldier serviceman servicewoman servicemember trooper force infantryman personnel",
    "person people resident inhabitant individual citizen human man/woman life soul",
    "death fatality",
    "casualty",
    "injury",
    "police policeman policewoman officer constable",
    "child kid minor youngster",
    "house home dwelling",
    "job post position",
    "firm company business",
    "employee worker staff",
    "student pupil",
    "protester demonstrator",
    "migrant immigrant",
    "plane aircraft jet aeroplane airplane",
    "ship vessel boat",
    "car vehicle automobile",
    "attack strike raid assault",
    "area region",
    "nation country state",
    "film movie",
    "hostage captive",
    "prisoner detainee inmate",
    "blaze fire",
    "quake earthquake tremor",
    "poll survey",
    "doctor physician",
    "lorry truck",
    "drone uav",
]  # fmt: skip
_GROUP = {word: index for index, group in enumerate(_SYNONYMS) for word in group.replace("/", " ").split()}
_HUMAN = word_set(
    "person troop soldier serviceman servicewoman servicemember trooper force infantryman resident inhabitant "
    "individual citizen man woman life child kid minor police policeman officer employee worker staff student pupil "
    "protester demonstrator migrant immigrant refugee hostage captive prisoner detainee inmate fighter rebel "
    "militant insurgent terrorist gunman civilian passenger villager tourist victim survivor patient member "
    "personnel crew volunteer recruit conscript mercenary marine sailor airman pilot doctor nurse engineer adviser "
    "advisor instructor player fan journalist reporter lawyer teacher farmer miner firefighter rescuer volunteer "
    "voter user customer reinforcement operator specialist guard commander general combatant combat infantry militia"
)
_GENERIC = word_set("person people individual human life soul victim member")


def same_head(one: str, other: str) -> bool | None:
    """Whether two head nouns count the same sort of thing; None where one may be a case of the other."""
    if one == other or _GROUP.get(one, -1) == _GROUP.get(other, -2):
        return True
    if one in _HUMAN and other in _HUMAN:
        return None
    return False


def is_human(noun: str | None) -> bool:
    """Whether the noun counts people."""
    return noun in _HUMAN


def is_generic(noun: str | None) -> bool:
    """Whether the noun counts people of any sort."""
    return noun in _GENERIC


_EXCLUSIVE = (
    frozenset({"north", "south"}), frozenset({"up", "down"}),
    frozenset({"east", "west"}), frozenset({"northern", "southern"}),
    frozenset({"eastern", "western"}), frozenset({"male", "female"}), frozenset({"civilian", "military"}),
    frozenset({"government", "rebel"}), frozenset({"public", "private"}), frozenset({"domestic", "foreign"}),
)  # fmt: skip
_DEMONYMS = word_set(
    "afghan albanian algerian american arab argentine armenian australian austrian azerbaijani bangladeshi "
    "belarusian belgian bolivian bosnian brazilian british bulgarian burmese cambodian canadian chilean chinese "
    "colombian congolese croatian cuban cypriot czech danish dutch egyptian emirati english eritrean estonian "
    "ethiopian filipino finnish french georgian german ghanaian greek haitian hungarian indian indonesian iranian "
    "iraqi irish israeli italian japanese jordanian kazakh kenyan korean kosovan kurdish kuwaiti latvian lebanese "
    "libyan lithuanian malaysian malian mexican moldovan moroccan nepalese nigerian norwegian pakistani palestinian "
    "peruvian polish portuguese qatari romanian russian rwandan saudi scottish serbian singaporean slovak somali "
    "spanish sudanese swedish swiss syrian taiwanese thai tunisian turkish ugandan ukrainian uruguayan venezuelan "
    "vietnamese welsh yemeni zimbabwean"
)
_NOT_SHARED = word_set("us u.s. uk u.k.")


def exclusive_modifiers(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the words around two heads rule out that both count the same: north and south, two nationalities."""
    first, second = frozenset(one), frozenset(other)
    for pair in _EXCLUSIVE:
        if len(pair & first) == 1 and len(pair & second) == 1 and pair & first != pair & second:
            return True
    nations = ((_DEMONYMS | _NOT_SHARED) & first, (_DEMONYMS | _NOT_SHARED) & second)
    return bool(nations[0] and nations[1] and not nations[0] & nations[1])


FATE_WORDS = frozenset(FATES.values())
