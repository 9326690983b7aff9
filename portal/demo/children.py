"""Who is in the invented register: families, and the story of each of their children in a line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from portal.register.facts import Support
from portal.words import ChildStatus, Rating

LUTON = "luton/home-education"
BEDFORD = "bedford/home-education"
CP, CIN, EARLY, EHC, SEN = (
    Support.CHILD_PROTECTION,
    Support.IN_NEED,
    Support.EARLY_HELP,
    Support.EHC_PLAN,
    Support.SEN_SUPPORT,
)
GREEN, AMBER, RED, TRIAGE, NOT_KNOWN = Rating.GREEN, Rating.AMBER, Rating.RED, Rating.TRIAGE, Rating.NOT_KNOWN


class Life(Enum):
    """How a record began."""

    NEW = "new"
    """Told of, and nobody has confirmed it yet."""
    HOME = "home"
    FLEXI = "flexi"
    MISTAKE = "mistake"


@dataclass(frozen=True)
class Story:
    """One child. Days are counted back from today."""

    given: str
    born: str
    days_ago: int
    """When the record was made."""
    rating: Rating = TRIAGE
    reviews: tuple[int, ...] = ()
    """When a review was held."""
    life: Life = Life.HOME
    support: tuple[tuple[Support, int, int], ...] = ()
    """What, since when, and until when; 0 while it goes on."""
    ends: tuple[ChildStatus, int, str] | None = None
    """What came after home education, when, and where to."""
    officer: bool = True
    tried: bool = False
    """Somebody rang, and nobody answered."""
    rerated: bool = True
    """The rating was looked at in each review."""


@dataclass(frozen=True)
class Family:
    """Children with one parent and one address; the number of the house is the end of the telephone number as well."""

    name: str
    parent: str
    house: int
    children: tuple[Story, ...]
    team: str = LUTON
    postcode: str = "LU1 2BQ"
    town: str = "Luton"


def _new(given: str, born: str, days_ago: int, tried: bool = False) -> Story:
    return Story(given, born, days_ago, life=Life.NEW, officer=False, tried=tried)


def _left(given: str, born: str, days_ago: int, status: ChildStatus, left: int, to: str = "") -> Story:
    return Story(given, born, days_ago, GREEN, (left + 40,), ends=(status, left, to))


def _bedford(name: str, parent: str, house: int, children: tuple[Story, ...]) -> Family:
    return Family(name, parent, house, children, BEDFORD, "MK40 1AA", "Bedford")


SCHOOL, MOVED, OVER = ChildStatus.SCHOOL, ChildStatus.MOVED, ChildStatus.OVER_AGE
CME, OTHER = ChildStatus.CME, ChildStatus.OTHER

FAMILIES = (
    Family("Invented", "Alex", 1, (_new("Robyn", "2015-05-04", 16, tried=True),)),
    Family(
        "Pretend",
        "Nadia",
        2,
        (
            Story("Ayesha", "2013-04-05", 900, GREEN, (700, 400, 60)),
            Story("Aysha", "2013-04-05", 70, life=Life.NEW, officer=False),
            Story("Bilal", "2016-07-19", 900, GREEN, (700, 400, 60)),
        ),
        postcode="LU3 1AA",
    ),
    Family(
        "Imagined",
        "Farid",
        3,
        (
            Story("Mohammed", "2014-05-06", 640, AMBER, (420, 200), support=((EHC, 1200, 0),)),
            Story("Tariq", "2012-11-30", 640, AMBER, (420, 200)),
        ),
        postcode="LU3 1AA",
    ),
    Family("Imagined", "Sadia", 4, (_new("Muhammad", "2014-06-05", 9),)),
    Family("Fictional", "Wojtek", 5, (Story("Łukasz", "2011-08-31", 1000, AMBER, (760, 500, 300)),)),
    Family("Fabled", "Ștefania", 6, (Story("Ștefan", "2017-09-01", 300, GREEN, (90,)),)),
    Family(
        "Makebelieve",
        "Joan",
        7,
        (
            Story("Lee", "2013-02-14", 410, RED, (280, 150, 45), support=((CP, 200, 0), (CIN, 700, 201))),
            Story("Billie", "2018-03-03", 410, RED, (280, 150, 45), support=((CP, 200, 0),)),
        ),
    ),
    Family("Sample", "Priya", 8, (Story("Anika", "2016-02-29", 520, GREEN, (330, 20)),)),
    Family(
        "Specimen",
        "Grace",
        9,
        (
            Story("Daniel", "2012-01-20", 1080, NOT_KNOWN, officer=False),
            Story("Esther", "2014-10-10", 1080, NOT_KNOWN, officer=False),
            Story("Naomi", "2017-12-12", 1080, NOT_KNOWN, officer=False),
        ),
    ),
    Family("Storybook", "Kit", 10, (Story("Frankie", "2015-06-16", 200, RED, (), support=((CIN, 90, 0),)),)),
    Family("Storybook", "Kit", 11, (_new("Frankie", "2019-06-16", 3),)),
    Family(
        "Dreamt",
        "Elena",
        12,
        (
            Story("Ana", "2011-11-11", 760, GREEN, (560, 350, 100)),
            Story("Luca", "2014-04-24", 760, GREEN, (560, 350, 100), rerated=False),
        ),
    ),
    Family("Unreal", "Sam", 13, (Story("Casey", "2012-09-09", 600, AMBER, (), support=((EARLY, 500, 100),)),)),
    Family("Unreal", "Toni", 14, (Story("Jules", "2016-12-25", 150, TRIAGE),)),
    Family("Mythical", "Amara", 15, (Story("Chidi", "2013-07-07", 450, GREEN, (250,), rerated=False),)),
    Family("Mythical", "Ngozi", 16, (Story("Ada", "2017-01-01", 45, TRIAGE, officer=False),)),
    Family("Legendary", "Mei", 17, (Story("Lin", "2015-08-08", 820, GREEN, (610, 240)),)),
    Family("Legendary", "Jin", 18, (Story("Wei", "2011-03-31", 820, AMBER, (610, 390), support=((SEN, 900, 0),)),)),
    Family("Cardboard", "Rosa", 19, (Story("Iris", "2014-02-02", 700, AMBER, (480,)),)),
    Family("Cardboard", "Rosa", 20, (_new("Ivy", "2021-05-15", 12, tried=True),)),
    Family("Teapot", "Olga", 21, (Story("Misha", "2016-06-06", 365, GREEN, (150,)),)),
    Family("Teapot", "Ivan", 22, (Story("Sasha", "2012-05-27", 365, AMBER, (150,), support=((SEN, 400, 0),)),)),
    Family("Paper", "Dawn", 23, (Story("River", "2013-10-31", 950, GREEN, (720, 510, 310, 5)),)),
    Family("Paper", "Wren", 24, (Story("Rowan", "2018-11-18", 220, GREEN, ()),)),
    Family("Cloud", "Hope", 25, (_new("Joy", "2020-02-20", 1), _new("Faith", "2018-02-20", 1))),
    Family("Cloud", "Kofi", 26, (_new("Ama", "2016-09-30", 20),)),
    Family("Lantern", "Bo", 27, (Story("Remy", "2014-12-01", 480, ends=(CME, 40, "")),)),
    Family(
        "Lantern",
        "Ray",
        28,
        (
            Story("Toby", "2012-02-10", 380, RED, (170,), ends=(CME, 120, "")),
            Story("Tess", "2015-02-10", 380, RED, (170,), ends=(CME, 120, "")),
        ),
    ),
    Family("Marble", "Ola", 29, (Story("Kaya", "2013-06-21", 530, AMBER, (320,), ends=(CME, 15, "")),)),
    Family("Marble", "Uma", 30, (_left("Dev", "2013-01-13", 800, SCHOOL, 70, "Invented High School"),)),
    Family("Feather", "Pat", 31, (_left("Max", "2015-11-05", 500, SCHOOL, 200, "Invented Primary School"),)),
    Family("Feather", "Lou", 32, (_left("Charlie", "2012-10-19", 640, SCHOOL, 300, "Pretend High School"),)),
    Family("Button", "Ash", 33, (_left("Mina", "2016-05-09", 420, SCHOOL, 30, "Invented Primary School"),)),
    Family("Button", "Kai", 34, (_left("Zara", "2014-08-23", 900, SCHOOL, 450, "Invented High School"),)),
    Family("Pebble", "Jo", 35, (_left("Nico", "2013-03-17", 700, MOVED, 90, "Another council in England"),)),
    Family("Pebble", "Vic", 36, (_left("Rae", "2015-07-27", 610, MOVED, 250, "Outside England"),)),
    Family("Thimble", "Di", 37, (_left("Finn", "2017-04-04", 330, MOVED, 20, "Central Bedfordshire"),)),
    Family("Thimble", "Al", 38, (_left("Skye", "2012-07-15", 980, MOVED, 500, "Not known"),)),
    Family("Whistle", "Bea", 39, (_left("Oscar", "2009-09-30", 1050, OVER, 140),)),
    Family("Whistle", "Mo", 40, (_left("Hanna", "2008-12-08", 1090, OVER, 500),)),
    Family("Whistle", "Mo", 41, (Story("Halima", "2009-10-02", 1090, GREEN, (800, 500, 250)),)),
    Family("Ribbon", "Cy", 42, (_left("Ellis", "2014-01-28", 400, OTHER, 60, "The family left the country"),)),
    Family("Ribbon", "Gus", 43, (Story("Pip", "2016-03-08", 90, life=Life.MISTAKE, officer=False),)),
    Family("Saucer", "Ines", 44, (Story("Leo", "2013-09-19", 300, GREEN, (110,), life=Life.FLEXI),)),
    Family("Saucer", "Ines", 45, (Story("Mila", "2016-10-22", 300, AMBER, (110,), life=Life.FLEXI),)),
    Family("Kettle", "Yan", 46, (Story("Rui", "2012-06-03", 560, GREEN, (350, 140), life=Life.FLEXI),)),
    Family(
        "Biscuit",
        "Rani",
        47,
        (
            _left("Veer", "2009-12-11", 900, OVER, 140),
            Story("Asha", "2013-12-11", 900, GREEN, (690, 480, 180)),
        ),
    ),
    _bedford("Invented", "Morgan", 61, (Story("Emlyn", "2014-03-03", 700, GREEN, (450, 90)),)),
    _bedford(
        "Pretend",
        "Marta",
        62,
        (
            Story("Ola", "2012-04-14", 820, AMBER, (600, 360, 30), support=((EARLY, 700, 0),)),
            Story("Jan", "2015-04-14", 820, GREEN, (600, 360, 30)),
        ),
    ),
    _bedford("Imagined", "Ruth", 63, (_new("Micah", "2017-02-08", 6),)),
    _bedford("Fabled", "Ivo", 64, (Story("Petra", "2011-12-24", 990, NOT_KNOWN),)),
    _bedford("Sample", "Leigh", 65, (Story("Drew", "2013-05-30", 400, RED, (190,), support=((CIN, 300, 0),)),)),
    _bedford("Dreamt", "Noel", 66, (_left("Carol", "2014-12-20", 500, SCHOOL, 100, "Invented High School"),)),
    _bedford("Paper", "Tam", 67, (_left("Innes", "2016-08-16", 450, MOVED, 200, "Luton"),)),
    _bedford("Cloud", "Suki", 68, (Story("Yuki", "2017-06-26", 260, GREEN, (60,)),)),
    _bedford("Marble", "Hugo", 69, (_left("Clara", "2009-10-29", 1000, OVER, 140),)),
    _bedford("Button", "Nell", 70, (Story("Bram", "2015-01-07", 340, AMBER, (), ends=(CME, 25, "")),)),
    _bedford("Teapot", "Iris", 71, (Story("Rosalind", "2018-10-01", 130, TRIAGE, officer=False),)),
)
