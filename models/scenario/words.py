"""The words of the field, each in one place: the codes that tables, files and code share.

Chinese and English names of every code stand in `models/text/{zh,en}.toml` under the enum's
snake_case name (`department.fire`); the codes themselves are the English terms of the glossary.
"""

from __future__ import annotations

from enum import StrEnum


class Department(StrEnum):
    """The eight departments whose checklists are merged (founding report on Nanhai)."""

    LAND = "land"
    PLANNING = "planning"
    MIGRANTS = "migrants"
    URBAN = "urban"
    HEALTH = "health"
    FIRE = "fire"
    SAFETY = "safety"
    LABOUR = "labour"


class Category(StrEnum):
    """What a checklist item looks at: people, objects, businesses or events."""

    PEOPLE = "people"
    OBJECTS = "objects"
    ENTERPRISES = "enterprises"
    EVENTS = "events"


class Skill(StrEnum):
    """What an inspector may be good at; a checklist item wants one of them or none."""

    FIRE = "fire"
    SAFETY = "safety"
    BUILDING = "building"
    HYGIENE = "hygiene"
    PEOPLE = "people"
    ORDER = "order"


class PremisesKind(StrEnum):
    """What a patrol visits; street segments are premises of kind `street` in the task pool."""

    RENTAL = "rental"
    SMALL_SHOP = "small_shop"
    SMALL_VENUE = "small_venue"
    FACTORY = "factory"
    RESTAURANT = "restaurant"
    BUILDING_SITE = "building_site"
    COMPOUND = "compound"
    STREET = "street"


class Risk(StrEnum):
    """Risk class of a premises; it sets the interval where the kind's interval depends on it."""

    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"


class Role(StrEnum):
    """Who works: the three roles, the town's team, the functional department."""

    INSPECTOR = "inspector"
    HANDLER = "handler"
    OPERATOR = "operator"
    TOWN_TEAM = "town_team"
    DEPARTMENT = "department"


class Level(StrEnum):
    """Where a case is resolved."""

    SPOT = "spot"
    COMMUNITY = "community"
    TOWN = "town"
    DISTRICT = "district"


class Source(StrEnum):
    """Who raised a case."""

    INSPECTOR = "inspector"
    CITIZEN = "citizen"
    APP = "app"
    DEPARTMENT = "department"
    BACKGROUND = "background"


class World(StrEnum):
    """`merged`: one visit for all departments; `departmental`: each for itself (before)."""

    MERGED = "merged"
    DEPARTMENTAL = "departmental"


class GrabPolicy(StrEnum):
    """How a pair picks its next task."""

    NEAREST = "nearest"
    SKILLED = "skilled"
    WEIGHTED = "weighted"
    EASIEST = "easiest"
    BATCH = "batch"
    ASSIGNED = "assigned"
    PLANNED = "planned"


class GrabScope(StrEnum):
    """From which pools a pair may grab."""

    GRID = "grid"
    AREA = "area"
    COMMUNITY = "community"


class ReleasePolicy(StrEnum):
    """How due days are laid out: `random` due dates or a fixed calendar day by `blocks`."""

    RANDOM = "random"
    BLOCKS = "blocks"


class Discipline(StrEnum):
    """In which order a desk takes its work."""

    EDD = "edd"
    FIFO = "fifo"
    PRIORITY = "priority"


class TaskKind(StrEnum):
    """Why a task was released."""

    ROUTINE = "routine"
    STREET = "street"
    REINSPECTION = "reinspection"
    CHECK = "check"


class TaskFate(StrEnum):
    """What became of a task by the end of the run."""

    DONE = "done"
    NO_ACCESS = "no_access"
    OPEN = "open"


class Activity(StrEnum):
    """Every activity of a case, as the event log and the process-mining exports name it."""

    REPORT = "report"
    REGISTER = "register"
    ATTACH_DUPLICATE = "attach_duplicate"
    CANCEL = "cancel"
    DISPATCH = "dispatch"
    BOUNCE = "bounce"
    HANDLE = "handle"
    SEND_BACK = "send_back"
    TRANSFER = "transfer"
    EXTEND = "extend"
    SUSPEND = "suspend"
    RESUME = "resume"
    REVIEW = "review"
    REWORK = "rework"
    CHECK = "check"
    REOPEN = "reopen"
    SETTLE = "settle"
    CLOSE = "close"


class DutyState(StrEnum):
    """What a person is doing, for time-weighted utilisation and the replay."""

    WALK = "walk"
    INSPECT = "inspect"
    TRAVEL = "travel"
    HANDLE = "handle"
    DESK = "desk"
    IDLE = "idle"
    OVERTIME = "overtime"
