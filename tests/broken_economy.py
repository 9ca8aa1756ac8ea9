"""Broken scenarios: prices, projects, ways round, strategies, and instruments of money and borders."""

from __future__ import annotations

from broken import Broken

ECONOMY = '[economy]\nzones = ["allies"]\nhome = "US"\n'
SITES = """\
[sites.pit]
kind = "mine"
country = "US"
makes = "ore"
capacity = "2 t/d"
finance = { cash_cost = "1 USD/kg" }
project = { build = "1 yr", capex = "1 MUSD", after = "works" }

[sites.again]
kind = "recycler"
country = "JP"
makes = "metal"
capacity = "1 t/d"
follows = { buyers = 0.1 }
lag = "1 yr"

[sites.smuggler]
kind = "trader"
country = "AU"
trades = "metal"

[[lanes]]
material = "ore"
from = "pit"
to = "smelter"
share = 0

[[lanes]]
material = "metal"
from = "again"
to = "reserve"

[[lanes]]
material = "metal"
from = "smelter"
to = "smuggler"

[[lanes]]
material = "metal"
from = "smuggler"
to = "works"
evades = true
"""
EVENTS = """\
[disruptions.flood]
kind = "dumping"
actor = "CN"
materials = ["metal"]
starts = "day 10"
lasts = "200 d"
squeeze = { markup = 0.5 }

[disruptions.answer]
kind = "tariff"
importers = "CN"
floors = { ore = "3 USD/kg" }
after = "border"

[disruptions.secrets]
kind = "technology_control"
sites = ["pit"]
starts = "day 20"

[disruptions.raids]
kind = "crackdown"
control = "stop"
enforcement = 0.5
starts = "day 260"
"""
POLICIES = """\
[policies.border]
tariff = { importers = "allies", origins = ["CN"], ad_valorem = 0.25, materials = ["metal"] }

[policies.union]
[policies.union.trading_bloc]
members = ["allies", "AU"]
joins = { AU = "day 90" }
leaves = { JP = "day 300" }
floors = { metal = "70 USD/kg" }
member_floors = { JP = { metal = "65 USD/kg" } }
content = { motor = { metal = 0.3 } }

[policies.industry]
offtake = { site = "again", rate = "1 kg/d", price = "60 USD/kg", into = "reserve" }
recycling = { sites = ["again"], more = 0.2 }
substitution = { materials = ["metal"], country = "US", faster = "5 %/yr" }
[[policies.industry.price_floor]]
sites = ["pit"]
floor = "3 USD/kg"
zone = "CN"
[[policies.industry.price_floor]]
sites = ["again"]
floor = "61 USD/kg"
[[policies.industry.equity]]
site = "pit"
amount = "2 MUSD"
[[policies.industry.permitting]]
sites = ["pit"]
country = "US"

[policies.response]
rapid_response = { country = "allies" }
demand_priority = { country = "US", classes = ["civil"] }

[policies.funded]
[policies.funded.stockpile]
site = "reserve"
finance = { budget = "3 MUSD", allocate = "loss" }
"""
DIG = '\n[sites.hole]\nkind = "mine"\ncountry = "US"\nmakes = "metal"\ncapacity = "1 t/d"\nproject = { build = "1 yr", after = "pit" }\n\n[controls.cap]'
_ADDED = (
    ("\n[controls.cap]", f"\n{ECONOMY}\n{SITES}\n[controls.cap]"),
    ("\n[futures.only_stop]", f"\n{EVENTS}\n[futures.only_stop]"),
    (
        '\n[policies.both]\nextends = ["buffer30", "vault"]',
        f'\n{POLICIES}\n[policies.both]\nextends = ["buffer30", "vault"]',
    ),
)
WHOLE = Broken("good", "", "", _ADDED)


def change(name: str, old: str, new: str, key: str, word: str, remedy: str = "", **more: object) -> Broken:
    """A scenario with an economy that is broken by one replacement."""
    return Broken(name, key, word, (*_ADDED, (old, new)), remedy, **{"at": new, **more})  # type: ignore[arg-type]


def without(name: str, edit: tuple[str, str], key: str, **more: object) -> Broken:
    """A scenario in which something does nothing, for there is no economy."""
    return Broken(name, key, "without prices", (edit,), "add [economy]", **more)  # type: ignore[arg-type]


def policy(name: str, text: str, key: str, **more: object) -> Broken:
    """The same of an instrument."""
    return without(name, ("\n[policies.both]", f"\n[policies.more]\n{text}\n\n[policies.both]"), f"policies.more.{key}",
                   **{"at": text, **more})  # fmt: skip


def event(name: str, text: str) -> Broken:
    """The same of a disruption."""
    return without(name, ("\n[futures.only_stop]", f'\n[disruptions.more]\n{text}\nstarts = "day 3"\n\n[futures.only_stop]'),
                   "disruptions.more.kind", at=text.split("\n", maxsplit=1)[0])  # fmt: skip


MINE = 'makes = "ore"\ncapacity = "9_000 t/yr"'
PRICES = 'ore = { price = "2 USD/kg" }\nmetal = { price = "60 USD/kg" }\nslag = { price = "1 USD/t" }\nmotor = { price = "90 USD/kg" }'
NO_ECONOMY = [
    policy("tariff without prices", 'tariff = { importers = "US", ad_valorem = 0.2, materials = ["metal"] }', "tariff"),
    policy("bloc without prices", 'trading_bloc = { members = ["US"], floors = { metal = "70 USD/kg" } }', "trading_bloc"),
    policy("price floor without prices", 'price_floor = { sites = ["works"], floor = "90 USD/kg" }', "price_floor"),
    policy("offtake without prices", 'offtake = { site = "works", rate = "1 t/d", price = "1 USD/kg" }', "offtake"),
    policy("equity without prices", '[[policies.more.equity]]\nsite = "works"\namount = "1 MUSD"', "equity.0",
           at="[[policies.more.equity]]"),
    policy("permits without prices", 'permitting = { country = "US" }', "permitting"),
    policy("response without prices", 'rapid_response = { country = "US" }', "rapid_response"),
    policy("priority without prices", 'demand_priority = { country = "US", classes = ["civil"] }', "demand_priority"),
    policy("substitution without prices", 'substitution = { materials = ["metal"], faster = "5 %/yr" }', "substitution"),
    policy("finance of a store without prices", 'stockpile = { site = "reserve", finance = { loan = "1 MUSD" } }', "stockpile.finance"),
    policy("draw at a price without prices",
           'stockpile = { site = "reserve", draw = { when = "price above 150 %", rate = "1 t/d" } }', "stockpile.draw.when"),
    without("draw of a site without prices", ("active = false", 'draw = { when = "price above 150 %", rate = "1 t/d" }'),
            "sites.reserve.draw.when"),
    without("finance without prices", (MINE, f'{MINE}\nfinance = {{ cash_cost = "1 USD/kg" }}'), "sites.mine.finance", at="finance"),
    without("way round without prices", ('to = "works"\nshare = 0.25', 'to = "works"\nevades = true'), "lanes.dealer>works:metal.evades",
            at="evades", count=2),  # for the other lane's share is no whole without it
    event("dumping without prices", 'kind = "dumping"\nactor = "CN"\nmaterials = ["metal"]'),
    event("tariff as an event without prices", 'kind = "tariff"\nimporters = "US"\nfloors = { metal = "70 USD/kg" }'),
    event("crackdown without prices", 'kind = "crackdown"\ncontrol = "stop"\nenforcement = 0.5'),
    change("everything without prices", ECONOMY, "", "sites.pit.project", "without prices", "add [economy]", at="project =", count=19),
]  # fmt: skip

PARTS = [
    change("price zone unknown", 'zones = ["allies"]', 'zones = ["alies"]', "economy.zones", "is no zone", 'did you mean "allies"?'),
    change("price zone twice", 'zones = ["allies"]', 'zones = ["CN", "CN"]', "economy.zones", "twice", "remove one"),
    change("price zone of everybody else", 'zones = ["allies"]', 'zones = ["elsewhere"]', "economy.zones", "all other countries",
           "another name"),
    change("home unknown", 'home = "US"', 'home = "UK"', "economy.home", "is no country", "known: AU"),
    change("adversary unknown", "[zones]", '[study]\nadversary = "RU"\n\n[zones]', "study.adversary", "is no country", at="adversary"),
    change("no price at all", PRICES, "ore = {}\nmetal = {}\nslag = {}\nmotor = {}", "economy", "no material has one", "add price",
           at="[economy]"),
    change("no review", 'home = "US"', 'review = "0 d"', "economy.review", "must be"),
    Broken("economy in a word", "economy", "must be a table", (("[zones]", 'economy = "on"\n\n[zones]'),), at="economy ="),
    change("finance of what has no price", 'ore = { price = "2 USD/kg" }', "ore = {}", "sites.pit.finance", "ore, which has no price",
           "add price to [materials.ore]", at="finance =", count=3),
    change("project of what has no price", 'country = "US"\nmakes = "ore"\ncapacity = "2 t/d"\nfinance = { cash_cost = "1 USD/kg" }',
           'country = "US"\nmakes = "tin"\ncapacity = "2 t/d"', "sites.pit.makes", "no material", count=0, at='makes = "tin"'),
    change("project after nothing", 'after = "works"', 'after = "work"', "sites.pit.project.after", "is no site with a line",
           'did you mean "works"?'),
    change("project after a market", 'after = "works"', 'after = "buyers"', "sites.pit.project.after", "is no site with a line"),
    change("project after itself", 'after = "works"', 'after = "pit"', "sites.pit.project.after", "circle", "remove after"),
    change("projects in a circle", "\n[controls.cap]", DIG, "sites.hole.project.after", "circle", "remove after", at="after = \"pit\"",
           settings=('sites.pit.project.after="hole"',), count=2),
    change("lane of a project with a share", 'to = "smelter"\nshare = 0', 'to = "smelter"\nshare = 0.3', "lanes.pit>smelter:ore.share",
           "must be 0: pit is a project", "write share = 0", at="share = 0.3"),
    change("lane of a project without a share", 'to = "smelter"\nshare = 0\n', 'to = "smelter"\n', "lanes.pit>smelter:ore.share",
           "must be 0", "write share = 0", at='[[lanes]]\nmaterial = "ore"\nfrom = "pit"'),
    change("project that pushes", "minimum_run = 0.2", 'minimum_run = 0.2\nreplenish = { policy = "push" }', "lanes.pit>smelter:ore.to",
           "takes what is pushed", "base_stock", at='to = "smelter"\nshare = 0', count=0),
    change("way round from no trader", 'to = "reserve"\n\n[[lanes]]\nmaterial = "metal"\nfrom = "smelter"',
           'to = "reserve"\nevades = true\n\n[[lanes]]\nmaterial = "metal"\nfrom = "smelter"', "lanes.again>reserve:metal.from",
           "is no trader", "start at a trader", at='from = "again"', count=0),
    change("way round with a share", "evades = true", "evades = true\nshare = 0.1", "lanes.smuggler>works:metal.share",
           "contract share", "leave it out", at="share = 0.1", count=0),
    change("demand stiffer in the long run", 'unit_value = "400 kUSD/t"', "elasticity = 0.5\nlong_elasticity = 0.2",
           "sites.buyers.long_elasticity", "below elasticity", "at least", at="long_elasticity"),
]  # fmt: skip

STRATEGIES = [
    change("flood by nobody", 'actor = "CN"\nmaterials = ["metal"]\nstarts = "day 10"', 'actor = "CM"\nmaterials = ["metal"]\nstarts = "day 10"',
           "disruptions.flood.actor", "is no country", "known: AU", at='actor = "CM"'),
    change("flood of the unknown", 'materials = ["metal"]\nstarts = "day 10"', 'materials = ["metl"]\nstarts = "day 10"',
           "disruptions.flood.materials", "no material", 'did you mean "metal"?', at='materials = ["metl"]'),
    change("flood of what others make", 'materials = ["metal"]\nstarts = "day 10"', 'materials = ["motor"]\nstarts = "day 10"',
           "disruptions.flood.materials", "nothing that the actor makes", "it makes: metal, slag", at='materials = ["motor"]'),
    change("flood of what has no price", 'slag = { price = "1 USD/t" }', "slag = {}", "disruptions.flood.materials", "has no price",
           "[materials.slag]", at="", place="--set", settings=('disruptions.flood.materials=["slag"]',)),
    change("event of no duty", 'floors = { ore = "3 USD/kg" }\n', "", "disruptions.answer", "is no duty", "give ad_valorem",
           at="[disruptions.answer]"),
    change("event with a rate for a duty", 'floors = { ore = "3 USD/kg" }', 'floors = { ore = "3 USD/kg" }\nmaterials = ["ore"]',
           "disruptions.answer.materials", "does nothing without ad_valorem", "give ad_valorem", at='materials = ["ore"]\nafter'),
    change("after the end of a policy", 'after = "border"', 'after = "border"\nupon = "end"', "disruptions.answer.upon",
           "end of a policy", 'upon = "start"', at="upon"),
    change("technology of no project", 'kind = "technology_control"\nsites = ["pit"]', 'kind = "technology_control"\nsites = ["works"]',
           "disruptions.secrets.sites", "is no project", "known: pit", at='sites = ["works"]\nstarts'),
    change("crackdown on no control", 'control = "stop"', 'control = "flood"', "disruptions.raids.control", "is no control", "known: cap"),
    change("crackdown beyond all certainty", "enforcement = 0.5", "enforcement = 1.5", "disruptions.raids.enforcement", "above 1"),
]  # fmt: skip

TARIFF = 'tariff = { importers = "allies", origins = ["CN"], ad_valorem = 0.25, materials = ["metal"] }'
TWO = '[[policies.border.tariff]]\nimporters = "allies"\nad_valorem = 0.1\nmaterials = ["metal"]\n[[policies.border.tariff]]\nimporters = "alies"'
BORDERS = [
    change("importers unknown", 'importers = "allies"', 'importers = "alies"', "policies.border.tariff.importers", "is no country",
           'did you mean "allies"?'),
    change("origins unknown", 'origins = ["CN"]', 'origins = ["CN", "RU"]', "policies.border.tariff.origins", "is no country"),
    change("tariff on the unknown", 'ad_valorem = 0.25, materials = ["metal"]', 'ad_valorem = 0.25, materials = ["metl"]',
           "policies.border.tariff.materials", "no material", 'did you mean "metal"?'),
    change("tariff on nothing", 'ad_valorem = 0.25, materials = ["metal"]', "ad_valorem = 0.25", "policies.border.tariff.materials",
           "charged on nothing", "materials = "),
    change("tariff of nothing", 'ad_valorem = 0.25, materials = ["metal"]', 'ad_valorem = 0, materials = ["metal"]', "policies.border.tariff",
           "is no duty", "ad_valorem and materials"),
    change("tariff without a rate", 'ad_valorem = 0.25, materials = ["metal"]', 'floors = { ore = "3 USD/kg" }, materials = ["metal"]',
           "policies.border.tariff.materials", "nothing without ad_valorem", "give ad_valorem"),
    change("floor on what has no price", 'slag = { price = "1 USD/t" }', "slag = {}", "policies.border.tariff.floors.slag",
           "has no price", "[materials.slag]", at="", place="--set", settings=('policies.border.tariff.floors={slag="2 USD/t"}',)),
    change("second tariff of nobody", TARIFF, f'{TWO}\nfloors = {{ metal = "70 USD/kg" }}', "policies.border.tariff.1.importers",
           "is no country", at='importers = "alies"'),
    change("bloc of nobody", 'members = ["allies", "AU"]', 'members = ["allies", "AU", "BR"]', "policies.union.trading_bloc.members",
           "is no country"),
    change("bloc joined by no member", "joins = { AU", "joins = { CN", "policies.union.trading_bloc.joins.CN", "no member of the bloc",
           "known"),
    change("bloc left by no member", "leaves = { JP", "leaves = { CN", "policies.union.trading_bloc.leaves.CN", "no member of the bloc"),
    change("floors of no member", "member_floors = { JP", "member_floors = { CN", "policies.union.trading_bloc.member_floors.CN",
           "no member of the bloc"),
    change("member's floor on the unknown", 'JP = { metal = "65', 'JP = { metl = "65',
           "policies.union.trading_bloc.member_floors.JP.metl", "no material", 'did you mean "metal"?'),
    change("bloc without floors", 'floors = { metal = "70 USD/kg" }\nmember_floors = { JP = { metal = "65 USD/kg" } }\ncontent = { motor = { metal = 0.3 } }',
           "floors = {}", "policies.union.trading_bloc.floors", "no floor", "write for example"),
    change("content of no floor", "{ metal = 0.3 } }\n\n", "{ ore = 0.3 } }\n\n", "policies.union.trading_bloc.content.motor.ore",
           "has no floor", "metal", at="content ="),
    change("content of no product", "content = { motor", "content = { moter", "policies.union.trading_bloc.content.moter", "no material",
           'did you mean "motor"?'),
]  # fmt: skip

INDUSTRY = "policies.industry"
PROGRAMMES = [
    change("price floor of no plant", 'sites = ["pit"]\nfloor', 'sites = ["dealer"]\nfloor', f"{INDUSTRY}.price_floor.0.sites",
           "no site with a line", at='sites = ["dealer"]'),
    change("second price floor of no plant", 'sites = ["again"]\nfloor', 'sites = ["agan"]\nfloor', f"{INDUSTRY}.price_floor.1.sites",
           "no site with a line", 'did you mean "again"?', at='sites = ["agan"]'),
    change("price floor by no index", 'zone = "CN"', 'zone = "world"', f"{INDUSTRY}.price_floor.0.zone", "is no country"),
    change("offtake of no plant", 'site = "again", rate', 'site = "reserve", rate', f"{INDUSTRY}.offtake.site", "no site with a line"),
    change("offtake into no stockpile", 'into = "reserve"', 'into = "dealer"', f"{INDUSTRY}.offtake.into", "is no stockpile",
           "known: reserve"),
    change("offtake without a lane", 'site = "again", rate', 'site = "works", rate', f"{INDUSTRY}.offtake.into", "no lane from the plant",
           "add a lane for motor"),
    change("stake in nothing", 'site = "pit"\namount', 'site = "pitt"\namount', f"{INDUSTRY}.equity.0.site", "no site with a line",
           'did you mean "pit"?', at='site = "pitt"'),
    change("permits for what is there", 'sites = ["pit"]\ncountry', 'sites = ["mine"]\ncountry', f"{INDUSTRY}.permitting.0.sites",
           "is no project", at='sites = ["mine"]'),
    change("permits nowhere", 'sites = ["pit"]\ncountry = "US"', 'country = "UX"', f"{INDUSTRY}.permitting.0.country", "is no country"),
    change("permits for nothing", 'sites = ["pit"]\ncountry = "US"', "faster = 0.3", f"{INDUSTRY}.permitting.0", "concerns no project",
           "sites, country or finds", at='[[policies.industry.permitting]]'),
    change("search for what is found", 'sites = ["pit"]\ncountry = "US"', 'finds = ["pit"]', f"{INDUSTRY}.permitting.0.finds",
           "known already", "discovered = false"),
    change("search for no project", 'sites = ["pit"]\ncountry = "US"', 'finds = ["works"]', f"{INDUSTRY}.permitting.0.finds",
           "is no project"),
    change("substitution of the unknown", 'substitution = { materials = ["metal"]', 'substitution = { materials = ["metl"]',
           f"{INDUSTRY}.substitution.materials", "no material", 'did you mean "metal"?'),
    change("substitution nowhere", 'country = "US", faster', 'country = "UX", faster', f"{INDUSTRY}.substitution.country", "is no country"),
    change("recycling at a mine", 'recycling = { sites = ["again"]', 'recycling = { sites = ["mine"]', f"{INDUSTRY}.recycling.sites",
           "is no recycler", "known: again"),
    change("response nowhere", 'rapid_response = { country = "allies" }', 'rapid_response = { country = "EU" }',
           "policies.response.rapid_response.country", "is no country"),
    change("priority nowhere", 'demand_priority = { country = "US"', 'demand_priority = { country = "UX"',
           "policies.response.demand_priority.country", "is no country"),
    change("priority of no class", 'classes = ["civil"]', 'classes = ["civil", "defense"]', "policies.response.demand_priority.classes",
           "no class of any buyer", "known: civil"),
    change("money for what has no price", 'metal = { price = "60 USD/kg" }', "metal = {}", "policies.funded.stockpile.finance",
           "pays for metal", "[materials.metal]", at="finance = { budget", count=0),
    change("instrument field unknown", "ad_valorem = 0.25,", "ad_valorum = 0.25,", "policies.border.tariff.ad_valorum", "is no field",
           'did you mean "ad_valorem"?'),
    change("money in another unit", 'budget = "3 MUSD"', 'budget = "3 t"', "policies.funded.stockpile.finance.budget", "no unit of amount of money"),
]  # fmt: skip
ALL = [*NO_ECONOMY, *PARTS, *STRATEGIES, *BORDERS, *PROGRAMMES]


def _size(name: str, old: str, new: str, key: str, word: str = "limits.events") -> Broken:
    return Broken(name, key, word, (*_ADDED, (old, new)), at="")


SIZES = [
    _size("prices of an instant", 'home = "US"', 'review = "1e-6 d"', "economy.review"),
    _size("prices that fill the memory", 'home = "US"', 'review = "2e-5 d"', "economy.review", "limits.memory"),
    _size("duty of an instant", "ad_valorem = 0.25,", 'ad_valorem = 0.25, reset = "1e-6 d",', "policies.border.tariff.reset"),
    _size("border of an instant", 'floors = { metal = "70 USD/kg" }', 'floors = { metal = "70 USD/kg" }\nreset = "1e-6 d"',
          "policies.union.trading_bloc.reset"),
    _size("answer of an instant", 'importers = "CN"', 'importers = "CN"\nreset = "1e-6 d"', "disruptions.answer.reset"),
]  # fmt: skip
