"""Broken scenarios: parts that do not fit together."""

from __future__ import annotations

from broken import HEAD, Broken, add, change, whole

VAULT = "policies.vault.stockpile"
WHEN = "cover of works below 20 d"
STOP = 'announced = "day 240"\nstarts = "day 250"'
MINE = 'kind = "mine"\ncountry = "CN"\nmakes = "ore"\ncapacity = "1 t/d"\n'
LAST_LANE = 'material = "motor"\nfrom = "works"\nto = "buyers"'


def _when(name: str, when: str, word: str, remedy: str = "") -> Broken:
    return change(name, WHEN, when, f"{VAULT}.draw.when", word, remedy)


NETWORK = [
    change("sender missing", 'from = "mine"', 'from = "mines"', "lanes.mines>smelter:ore.from", "is no site", 'did you mean "mine"?'),
    change("receiver missing", 'to = "buyers"', 'to = "shops"', "lanes.works>shops:motor.to", "is no site", "known:"),
    change("lane without a sender", 'from = "mine"\n', "", "lanes.?>smelter:ore.from", "is missing", at="[[lanes]]"),
    change("material the sender does not make", 'material = "ore"\nfrom = "mine"', 'material = "metal"\nfrom = "mine"',
           "lanes.mine>smelter:metal.material", "mine can send", at='material = "metal"', count=2),
    change("lane to itself", LAST_LANE, 'material = "metal"\nfrom = "dealer"\nto = "dealer"', "lanes.dealer>dealer:metal.to",
           "back to where it starts", at='to = "dealer"\n\n[controls'),
    change("lane twice", "[controls.cap]", '[[lanes]]\nmaterial = "ore"\nfrom = "mine"\nto = "smelter"\n\n[controls.cap]',
           "lanes.mine>smelter:ore", "stands twice", "name of its own"),
    whole("lane that is no table", HEAD + "lanes = [3]\n", "lanes", "must be a table", "[[lanes]]", at="lanes ="),
    change("shares above one", "share = 0.25", "share = 0.5", "lanes.smelter>works:metal.share", "add up to 1.25", "add up to 1",
           at="share = 0.75"),
    change("shares below one", "share = 0.25", "share = 0.2", "lanes.smelter>works:metal.share", "add up to 0.95", "add up to 1",
           at="share = 0.75"),
    change("chokepoint of a lane unknown", "via = { strait = 0.4 }", "via = { strat = 0.4 }", "lanes.smelter>works:metal.via.strat",
           "is no chokepoint", 'did you mean "strait"?'),
    change("chokepoint beyond the end", "via = { strait = 0.4 }", "via = { strait = 1.4 }", "lanes.smelter>works:metal.via.strait",
           "above 1"),
    change("material unknown", "needs = { metal = 0.3 }", "needs = { metl = 0.3, metal = 0.3 }", "sites.works.needs.metl",
           "no material of the scenario", 'did you mean "metal"?'),
    change("product unknown", 'demands = "motor"', 'demands = "motr"', "sites.buyers.demands", "no material of the scenario",
           'did you mean "motor"?', count=2),
    change("recipe that needs itself", "needs = { ore = 10.0 }", "needs = { ore = 10.0, metal = 0.1 }", "sites.smelter.needs.metal",
           "needs its own product", "yield"),
    change("recipe that needs nothing", "needs = { ore = 10.0 }", "needs = {}", "sites.smelter.needs", "at least 1", count=1,
           at="needs = {}"),
    change("by-product that is the product", "byproducts = { slag = 0.2 }", "byproducts = { metal = 0.2 }",
           "sites.smelter.byproducts.metal", "main material already", "remove"),
    change("cover for no input", 'cover = { metal = "41 d" }', 'cover = { metal = "41 d", ore = "1 d" }', "sites.works.cover.ore",
           "neither taken in nor sent"),
    change("storage for no output", 'storage = { metal = "60 d" }', 'storage = { ore = "60 d" }', "sites.smelter.storage.ore",
           "no output", 'known: metal, slag'),
    change("initial for nothing here", 'initial = { metal = "3 t" }', 'initial = { metl = "3 t" }', "sites.dealer.initial.metl",
           "neither", 'did you mean "metal"?'),
    change("blocks what is no by-product", "byproducts = { slag = 0.2 }", 'byproducts = { slag = 0.2 }\nblocks = ["slg"]',
           "sites.smelter.blocks.slg", "no by-product", 'did you mean "slag"?', at="blocks"),
    change("zone without a country", '["US", "JP"]', "[]", "zones.allies", "no country", '["JP", "KR"]'),
    change("site that is no table", "[zones]", "[sites]\nshop = 3\n\n[zones]", "sites.shop", "must be a table", "[sites.shop]",
           at="shop"),
]  # fmt: skip

EVENTS = [
    change("actor without a site", 'actor = "AU"', 'actor = "BR"', "controls.cap.actor", "no country or zone with a site", "known: AU"),
    change("actor near a zone", 'actor = "AU"', 'actor = "alies"', "controls.cap.actor", "no country", 'did you mean "allies"?'),
    change("target unknown", 'targets = ["allies"]', 'targets = ["bloc"]', "disruptions.stop.targets", "no country", "known:"),
    change("ban on what nobody has", 'materials = ["metal"]\ntargets', 'materials = ["metl"]\ntargets', "disruptions.stop.materials",
           "no material", 'did you mean "metal"?'),
    Broken("ban on what is only needed", "disruptions.stop.materials", "nobody makes",
           (("needs = { metal = 0.3 }", "needs = { metal = 0.3, coke = 0.1 }"), ("slag = {", "coke = {}\nslag = {"),
            ('materials = ["metal"]\ntargets', 'materials = ["coke"]\ntargets')), "has a maker", at='materials = ["coke"]'),
    change("ban on nothing", 'materials = ["metal"]\ntargets', "materials = []\ntargets", "disruptions.stop.materials", "at least 1"),
    change("announced after its start", '"day 240"', '"day 260"', "disruptions.stop.announced", "after its start", "before"),
    change("announced on a later date", STOP, "announced = 2026-05-01\nstarts = 2026-04-01", "disruptions.stop.announced", "after"),
    change("announced later, in other words", STOP, 'announced = 2026-12-01\nstarts = "day 10"', "disruptions.stop.announced", "after"),
    change("announced at random", STOP, 'announced = "day 1"\nrate = "1 1/yr"', "disruptions.stop.announced", "beside rate"),
    change("start and rate", 'starts = "day 250"', 'starts = "day 250"\nrate = "1 1/yr"', "disruptions.stop.rate", "beside starts",
           "one of", at="rate = \"1 1/yr\"", count=2),
    change("start and after", 'after = "stop"', 'after = "stop"\nstarts = "day 3"', "disruptions.blockade.after", "beside starts",
           at='after = "stop"'),
    change("no start at all", STOP, "", "disruptions.stop", "when it happens", "starts, rate", at="[disruptions.stop]"),
    change("rate without an end", 'lasts = { lognormal = { median = "10 d", gsd = 2.0 } }\n', "", "disruptions.storm", "how long",
           "lasts", at="[disruptions.storm]"),
    change("after what is unknown", 'after = "stop"', 'after = "stopp"', "disruptions.blockade.after", "is no disruption",
           'did you mean "stop"?'),
    change("after itself", 'after = "stop"', 'after = "blockade"', "disruptions.blockade.after", "circle", "remove"),
    change("after in a circle", STOP, 'after = "blockade"', "disruptions.stop.after", "circle", count=2),
    change("closure of an unknown chokepoint", 'chokepoint = "strait"', 'chokepoint = "canal"', "disruptions.blockade.chokepoint",
           "no chokepoint", "strait"),
    change("outage of nothing", 'sites = ["works"]\nrate', "rate", "disruptions.storm", "hits nothing", "sites, country",
           at="[disruptions.storm]"),
    change("outage of an unknown site", 'sites = ["works"]\nrate', 'sites = ["wroks"]\nrate', "disruptions.storm.sites", "is no site",
           'did you mean "works"?'),
    change("centre without a radius", 'sites = ["works"]\nrate', "centre = [1.0, 2.0]\nrate", "disruptions.storm", "centre and radius",
           "both", at="[disruptions.storm]"),
    change("surge of an unknown market", 'markets = ["buyers"]', 'markets = ["works"]', "disruptions.boom.markets", "is no market",
           "buyers"),
    change("surge of what nobody asks for", 'markets = ["buyers"]', 'materials = ["slag"]', "disruptions.boom.materials", "no material"),
    change("surge in an unknown country", 'markets = ["buyers"]', 'country = "BR"', "disruptions.boom.country", "no country"),
    change("future of an unknown disruption", 'disruptions = ["stop"]', 'disruptions = ["stopp"]', "futures.only_stop.disruptions",
           "is no disruption", 'did you mean "stop"?'),
    change("control named as a disruption", "[controls.cap]", "[controls.stop]", "disruptions.stop", "name of a control", "another",
           at="[disruptions.stop]"),
    change("permit chance above one", "approval = 0.5", "approval = 5", "disruptions.papers.permit.approval", "above 1"),
]  # fmt: skip

POLICIES = [
    change("policy named none", "[policies.both]", "[policies.none]", "policies.none", "doing nothing", "another name"),
    change("policy extends the unknown", '["buffer30", "vault"]', '["buffer3", "vault"]', "policies.both.extends", "is no policy",
           'did you mean "buffer30"?'),
    change("policy extends itself", '["buffer30", "vault"]', '["both"]', "policies.both.extends", "circle", "remove"),
    add("policies in a circle", '[policies.b]\nextends = ["c"]\n\n[policies.c]\nextends = ["b"]', "policies.b.extends", "circle",
        at='extends = ["c"]', count=2),
    change("buffer at an unknown site", 'sites = ["works"], cover', 'sites = ["wroks"], cover', "policies.buffer30.buffer.sites",
           "is no site", 'did you mean "works"?'),
    change("buffer of an unknown material", 'buffer = { materials = ["metal"]', 'buffer = { materials = ["metl"]',
           "policies.buffer30.buffer.materials", "no material", 'did you mean "metal"?'),
    change("buffer without cover", ', cover = "+30 d"', "", "policies.buffer30.buffer.cover", "is missing", at="buffer = {"),
    change("stockpile that is none", 'site = "reserve"', 'site = "works"', f"{VAULT}.site", "is no stockpile", "kind stockpile"),
    change("stockpile unknown", 'site = "reserve"', 'site = "reserv"', f"{VAULT}.site", "is no site", 'did you mean "reserve"?'),
    change("fill without a unit", 'fill = "180 d"', "fill = 180", f"{VAULT}.fill", "with its unit", "180 d"),
    change("draw at an amount", 'rate = "1 t/d"', 'rate = "1 t"', f"{VAULT}.draw.rate", "no unit of rate"),
    _when("no condition", "when needed", "is no condition", "cover of SITE"),
    _when("condition on an unknown control", "control bam in effect", "is no control"),
    _when("condition on an unknown site", "cover of wroks below 20 d", "is no site", 'did you mean "works"?'),
    _when("condition on an unknown zone", "supply into BR below 60 % for 14 d", "no country"),
    _when("condition at tonnes", "cover of works below 20 t", "no unit of time"),
    _when("condition over no time", "supply into US below 60 % for 0 d", ""),
]  # fmt: skip

NAMES = [
    change("future named twin", "[futures.only_stop]", "[futures.twin]", "futures.twin", "undisturbed", "another name"),
    change("zone named as a country", "[zones]", '[zones]\nCN = ["US", "JP"]', "zones.CN", "country", "a name of its own", at="CN ="),
    change("site named as a group", "[zones]", f'[sites."all markets"]\n{MINE}\n[zones]', "sites.all markets", "", "another name",
           at="[sites."),
    change("site without a name", "[zones]", f'[sites.""]\n{MINE}\n[zones]', "sites.", "name", at="[sites."),
]  # fmt: skip

SHAPES = [
    change("number for a zone", '["US", "JP"]', "3", "zones.allies", "list"),
    change("zone in a zone", '["US", "JP"]', '["US", ["JP"]]', "zones.allies.1", "no country code"),
    change("list for a recipe", "needs = { metal = 0.3 }", 'needs = ["metal"]', "sites.works.needs", ""),
    change("list for chokepoints", "via = { strait = 0.4 }", 'via = ["strait"]', "lanes.smelter>works:metal.via", ""),
    change("text for a holding", '{ metal = { target = "31 t" } }', '{ metal = "31 t" }', "sites.reserve.holds.metal", ""),
    change("text for a draw", 'draw = { when = "cover of works below 20 d", after = "7 d", rate = "1 t/d" }', 'draw = "by hand"',
           f"{VAULT}.draw", ""),
    change("text for a permit", '{ processing = "45 d", approval = 0.5 }', '"45 d"', "disruptions.papers.permit", "", at="permit ="),
    change("text for a buffer", '{ materials = ["metal"], sites = ["works"], cover = "+30 d" }', '"30 d"', "policies.buffer30.buffer", "", at="buffer ="),
    change("text for a list of policies", '["buffer30", "vault"]', '"vault"', "policies.both.extends", "list"),
    change("text for a failure", 'campaign = "5 d"', 'failures = "5 d"', "sites.smelter.failures", ""),
    change("list for a future", '[futures.only_stop]\ndisruptions = ["stop"]', '[futures]\nonly_stop = ["stop"]', "futures.only_stop",
           "must be a table", "[futures.only_stop]", at="only_stop = ["),
]  # fmt: skip
RATE = 'rate = "1_200 t/yr"'
BUYERS = "sites.buyers"


def _order(name: str, table: str, key: str, word: str, remedy: str = "") -> Broken:
    return change(name, RATE, f"{RATE}\nreplenish = {{ {table} }}", f"{BUYERS}.replenish.{key}", word, remedy, at=table)


def _demand(name: str, lines: str, key: str, word: str, remedy: str = "") -> Broken:
    return change(name, RATE, lines, f"{BUYERS}.{key}", word, remedy, at=(lines.splitlines() or [""])[0])


ORDERING = [
    _order(
        "s and S without s",
        'policy = "s_S", up_to = "20 d"',
        "reorder",
        "is missing under policy s_S",
        'reorder = "20 d"',
    ),
    _order(
        "s and S without S",
        'policy = "s_S", reorder = "20 d"',
        "up_to",
        "is missing under policy s_S",
        'up_to = "20 d"',
    ),
    _order(
        "s above S", 'policy = "s_S", reorder = "30 d", up_to = "20 d"', "reorder", "is not below up_to", "raise up_to"
    ),
    _order("r and Q without Q", 'policy = "r_Q", reorder = "20 d"', "quantity", "is missing under policy r_Q"),
    _order(
        "lots of nothing",
        'policy = "r_Q", reorder = "20 d", quantity = "0 t"',
        "quantity",
        "orders nothing",
        "more than zero",
    ),
    _order(
        "lots of less than nothing",
        'policy = "r_Q", reorder = "20 d", quantity = "-1 t"',
        "quantity",
        "must not be negative",
    ),
    _order(
        "reorder point of base stock",
        'reorder = "20 d"',
        "reorder",
        "does nothing under policy base_stock",
        "remove it",
    ),
    _order(
        "level of pushed goods",
        'policy = "push", up_to = "20 d"',
        "up_to",
        "does nothing under policy push",
        "remove it",
    ),
    _order("policy misspelt", 'policy = "sS"', "policy", "none of the words allowed", "r_Q"),
    _demand("market that asks for nothing", "", "rate", "asks for nothing", "orders = {"),
    _demand(
        "market that asks twice",
        RATE + '\norders = { every = "1 d", size = "3 t" }',
        "rate",
        "asks by a rate and by orders",
    ),
    _demand("orders without a size", 'orders = { every = "1 d" }', "orders.size", "is missing"),
    _demand(
        "orders without a time between", 'orders = { every = "0 d", size = "3 t" }', "orders.every", "no time between"
    ),
    _demand("orders of less than nothing", 'orders = { every = "1 d", size = "-3 t" }', "orders.size", "negative"),
    _demand("orders of a rate", 'orders = { every = "1 d", size = "3 t/d" }', "orders.size", "no unit of"),
    _demand(
        "patience where demand is lost",
        'orders = { every = "1 d", size = "3 t", patience = "9 d" }',
        "orders.patience",
        "does nothing where demand is lost",
        'unserved = "waiting"',
    ),
]
CAP = "[controls.cap]"


def _event(name: str, body: str, key: str, word: str, remedy: str = "") -> Broken:
    lines = f'[disruptions.odd]\nstarts = "day 9"\nlasts = "9 d"\n{body}\n\n{CAP}'
    return change(name, CAP, lines, f"disruptions.odd.{key}", word, remedy, at=body.splitlines()[-1])


LICENCE = 'kind = "licence"\nactor = "CN"\nmaterials = ["metal"]\n'
LANES = [
    _event(
        "lanes that fail unknown",
        'kind = "lane_loss"\nlanes = ["mine>smelter"]',
        "lanes",
        "is no lane",
        "mine>smelter:ore",
    ),
    _event("lanes that fail and are none", 'kind = "lane_loss"\nlanes = []', "lanes", "at least 1"),
    _event("truce of a licence unknown", 'kind = "truce"\nlicence = "permits"', "licence", "is no licence"),
    _event("truce above certainty", 'kind = "truce"\nlicence = "odd"\napproval = 1.5', "approval", "above 1"),
    _event(
        "approval in a place unknown",
        LICENCE + "permit = { approval_by_country = { XX = 0.5 } }",
        "permit.approval_by_country.XX",
        "is no country or zone",
    ),
    _event(
        "approval of a class unknown",
        LICENCE + "permit = { approval_by_class = { army = 0.5 } }",
        "permit.approval_by_class.army",
        "is no class of any buyer",
        "civil",
    ),
    _event("a desk that decides nothing", LICENCE + "permit = { desk = 0 }", "permit.desk", "must be"),
    change(
        "stretched to nothing",
        "minimum_run = 0.2",
        'minimum_run = 0.2\nstretch = { below = "9 d", to = 0 }',
        "sites.smelter.stretch.to",
        "must be",
        at="stretch =",
    ),
    change(
        "stretched without a cover",
        "minimum_run = 0.2",
        "minimum_run = 0.2\nstretch = { to = 0.5 }",
        "sites.smelter.stretch.below",
        "is missing",
        at="stretch =",
    ),
]
FAILURES = [
    change(
        "a market that wears by working",
        RATE,
        RATE + '\nfailures = { every = "9 d", repair = "1 d", clock = "operating" }',
        f"{BUYERS}.failures.clock",
        "is for sites with a line",
        "calendar",
        at="failures =",
    ),
    change(
        "a clock misspelt",
        RATE,
        RATE + '\nfailures = { every = "9 d", repair = "1 d", clock = "work" }',
        f"{BUYERS}.failures.clock",
        "none of the words allowed",
        "operating",
        at="failures =",
    ),
    change(
        "a line that never works",
        "minimum_run = 0.2",
        'minimum_run = 0.2\nfailures = { every = "0 d", repair = "1 d", clock = "operating" }',
        "sites.smelter.failures.every",
        "no time to work",
        at="failures =",
    ),
]
ALL = [*FAILURES, *LANES, *ORDERING, *NETWORK, *EVENTS, *POLICIES, *NAMES, *SHAPES]
