"""Whether two nouns count the same sort of thing: synonyms, people, words that exclude each other."""

from __future__ import annotations

from service.assessment.numbers import word_set

_SYNONYMS = [
    "troop soldier serviceman servicewoman servicemember trooper force infantryman personnel",
    "person people resident inhabitant individual citizen human life soul",
    "death fatality",
    "casualty",
    "injury",
    "police policeman policewoman officer constable",
    "child kid minor youngster",
    "house home dwelling household",
    "job post position",
    "firm company business",
    "employee worker staff",
    "student pupil schoolchild",
    "protester demonstrator marcher",
    "lawmaker mp legislator parliamentarian",
    "unemployment jobless joblessness",
    "economy gdp",
    "share stock",
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
    "blaze fire wildfire",
    "quake earthquake tremor",
    "poll survey",
    "doctor physician",
    "lorry truck",
    "pay wage salary earning",
    "wind gust",
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
    "voter user customer reinforcement operator specialist guard commander general combatant combat infantry militia "
    "adult teenager teen youth boy girl baby infant toddler schoolchild parent mother father son daughter brother "
    "sister relative pensioner worshipper pilgrim bystander commuter shopper motorist driver cyclist pedestrian hiker "
    "climber skier swimmer diver holidaymaker traveller traveler spectator supporter visitor guest delegate attendee "
    "participant marcher activist campaigner politician lawmaker mp legislator parliamentarian senator minister "
    "councillor mayor judge juror prosecutor official diplomat candidate leader respondent subscriber client consumer "
    "taxpayer homeowner tenant investor executive manager actor artist musician scientist researcher academic graduate "
    "applicant medic paramedic surgeon astronaut athlete footballer suspect defendant offender criminal attacker "
    "assailant smuggler trafficker rioter looter separatist extremist jihadist settler reservist paratrooper commando "
    "veteran detective trader contractor labourer laborer trucker seafarer peacekeeper priest monk cleric seeker "
    "evacuee foreigner national local neighbour neighbor colleague follower american muslim christian jew european"
)
_APART = (frozenset({"man", "woman", "boy", "girl"}), frozenset({"adult", "child", "infant", "baby"}))
_GENERIC = word_set("person people individual human life soul victim member")


def same_head(one: str, other: str) -> bool | None:
    """Whether two head nouns count the same sort of thing; None where one may be a case of the other."""
    if one == other or _GROUP.get(one, -1) == _GROUP.get(other, -2):
        return True
    if any(one in heads and other in heads for heads in (*_APART, _NATIONS)):
        return False
    if is_human(one) and is_human(other):
        return None
    return False


def is_human(noun: str | None) -> bool:
    """Whether the noun counts people."""
    return noun in _HUMAN or noun in _DEMONYMS or (noun or "").endswith(("man", "woman", "child", "person"))


def is_generic(noun: str | None) -> bool:
    """Whether the noun counts people of any sort."""
    return noun in _GENERIC


_EXCLUSIVE = (
    frozenset({"north", "south"}), frozenset({"up", "down"}),
    frozenset({"east", "west"}), frozenset({"northern", "southern"}),
    frozenset({"eastern", "western"}), frozenset({"male", "female"}), frozenset({"civilian", "military"}),
    frozenset({"government", "rebel"}), frozenset({"public", "private"}), frozenset({"domestic", "foreign"}),
    frozenset({"long", "wide", "high", "deep", "thick", "away"}),
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
_NATIONS = _DEMONYMS - {"arab", "kurdish", "british"}
_NOT_SHARED = word_set("us u.s. uk u.k.")


def exclusive_modifiers(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the words around two heads rule out that both count the same: north and south, two nationalities."""
    first, second = frozenset(one), frozenset(other)
    for pair in _EXCLUSIVE:
        if len(pair & first) == 1 and len(pair & second) == 1 and pair & first != pair & second:
            return True
    nations = _nations(first), _nations(second)
    return bool(nations[0] and nations[1] and not nations[0] & nations[1])


_ONE_NATION = {"us": "american", "u.s.": "american", "uk": "british", "u.k.": "british"}


def _nations(words: frozenset[str]) -> frozenset[str]:
    """The nations among the words, each by one name; "Arab" and "Kurdish" exclude none."""
    return frozenset(_ONE_NATION.get(word, word) for word in words & (_DEMONYMS | _NOT_SHARED)) - {"arab", "kurdish"}
