"""Broken scenarios: lines, alternatives, recyclers, forecasts, room, pools."""

from __future__ import annotations

from broken import Broken, add, change

CAMPAIGN = 'campaign = "5 d"'
NEEDS = "needs = { metal = 0.3 }"
KIND = 'kind = "trader"'
POOL = 'from = "smelter"\nto = "reserve"'


def _other(
    name: str, fields: str, key: str, word: str, remedy: str = "", at: str = "alternatives", count: int = 1
) -> Broken:
    """An alternative to the metal of the works, which is always brought."""
    table = f"{NEEDS}\nalternatives = {{ metal = [{{ {fields} }}] }}"
    lane = '\n[[lanes]]\nmaterial = "slag"\nfrom = "smelter"\nto = "works"\n'
    return Broken(name, f"sites.works.alternatives.{key}", word, ((NEEDS, table), ("\n[controls.cap]", f"{lane}\n[controls.cap]")),
                  remedy, at=at, count=count)  # fmt: skip


def _recycler(name: str, fields: str, key: str, word: str, remedy: str = "", at: str = "", count: int = 0) -> Broken:
    site = 'kind = "recycler"\ncountry = "US"\nmakes = "slag"\ncapacity = "9 t/yr"\n'
    return add(name, f"[sites.again]\n{site}{fields}", f"sites.again{key}", word, remedy, at=at or fields.split("\n", maxsplit=1)[0],
               count=count)  # fmt: skip


LINES = [
    change("no line", CAMPAIGN, f"{CAMPAIGN}\nlines = 0", "sites.smelter.lines", "1", at="lines = 0"),
    change("half a line", CAMPAIGN, f"{CAMPAIGN}\nlines = 1.5", "sites.smelter.lines", "integer", at="lines = 1.5"),
    change("campaign of nothing", CAMPAIGN, 'campaign = "0 d"', "sites.smelter.campaign", "above zero", "7 d"),
    change("campaign below zero", CAMPAIGN, 'campaign = { uniform = { low = "-1 d", high = "3 d" } }', "sites.smelter.campaign",
           "below 0"),
    change("blocking in between", CAMPAIGN, f'{CAMPAIGN}\nblocking = "during"', "sites.smelter.blocking", "none of the words",
           "before", at="blocking"),
    change("geometric below its step", CAMPAIGN, 'campaign = { geometric = { mean = "1 d", step = "2 d" } }',
           "sites.smelter.campaign", "below step"),
    change("geometric step of nothing", CAMPAIGN, 'campaign = { geometric = { mean = "1 d", step = "0 d" } }',
           "sites.smelter.campaign", "step must be above zero"),
    change("room where nothing is pushed", KIND, f'{KIND}\nstorage = {{ metal = "3 t" }}', "sites.dealer.storage.metal",
           "nor an input that is pushed", at="storage = { metal = \"3 t\" }"),
]  # fmt: skip

ALTERNATIVES = [
    _other("alternative unknown", 'material = "slg"', "metal.0.material", "no material of the scenario", 'did you mean "slag"?', count=0),
    _other("alternative that is the product", 'material = "motor"', "metal.0.material", "used at this site already", count=0),
    _other("alternative to itself", 'material = "metal"', "metal.0.material", "used at this site already", count=0),
    _other("alternative of no factor", 'material = "slag", factor = 0', "metal.0.factor", "must be"),
    _other("alternative share above its most", 'material = "slag", share = 0.5, most = 0.2', "metal.0.most", "below share"),
    _other("alternative share above one", 'material = "slag", share = 1.5', "metal.0.share", "above 1"),
    _other("alternative field unknown", 'material = "slag", ramps = "3 d"', "metal.0.ramps", "is no field", 'did you mean "ramp"?'),
    _other("alternative without a material", "factor = 2.0", "metal.0.material", "is missing", count=0),
    change("alternative to what is not needed", NEEDS, f'{NEEDS}\nalternatives = {{ ore = [] }}', "sites.works.alternatives.ore",
           "nothing that the site needs", "known: metal", at="alternatives"),
    change("alternative that is pushed", NEEDS,
           f'{NEEDS}\nreplenish = {{ policy = "push" }}\nalternatives = {{ metal = [{{ material = "slag" }}] }}',
           "sites.works.alternatives.metal.0.most", "never turned to", at="alternatives", count=0),
]  # fmt: skip

RECYCLERS = [
    _recycler("recycler of nobody", 'lag = "3 yr"', ".follows", "is missing", "follows", at="[sites.again]"),
    _recycler("recycler of an empty table", 'follows = {}\nlag = "3 yr"', ".follows", "at least 1"),
    _recycler("recycler of no market", 'follows = { works = 0.1 }\nlag = "3 yr"', ".follows.works", "is no market", "known: buyers"),
    _recycler("recycler without a lag", "follows = { buyers = 0.1 }", ".lag", "is missing", at="[sites.again]"),
    _recycler("recycler of a negative share", 'follows = { buyers = -0.1 }\nlag = "3 yr"', ".follows.buyers", "must be"),
]  # fmt: skip

FORECASTS = [
    change("forecast of both kinds", KIND, f"{KIND}\nreplenish = {{ forecast = {{ moving_average = 3, smoothing = 0.2 }} }}",
           "sites.dealer.replenish.forecast", "one of two", "smoothing = 0.2", at="replenish"),
    change("forecast of no kind", KIND, f"{KIND}\nreplenish = {{ forecast = {{}} }}", "sites.dealer.replenish.forecast", "one of two",
           at="replenish"),
    change("forecast over no period", KIND, f"{KIND}\nreplenish = {{ forecast = {{ moving_average = 0 }} }}",
           "sites.dealer.replenish.forecast.moving_average", "1", at="replenish"),
    change("forecast of no weight", KIND, f"{KIND}\nreplenish = {{ forecast = {{ smoothing = 0.0 }} }}",
           "sites.dealer.replenish.forecast.smoothing", "must be", at="replenish"),
    change("forecast without reviews", KIND,
           f'{KIND}\nreplenish = {{ review = "continuous", forecast = {{ moving_average = 3 }} }}',
           "sites.dealer.replenish.forecast", "periodic reviews", 'review = "7 d"', at="replenish"),
    change("forecast for push", KIND, f'{KIND}\nreplenish = {{ policy = "push", forecast = {{ smoothing = 0.5 }} }}',
           "sites.dealer.replenish.forecast", "periodic reviews", at="replenish", count=0),
]  # fmt: skip

POOLS = [
    change("refusal on a common lane", POOL, f"{POOL}\nrefusal = 0.5", "lanes.smelter>reserve:metal.refusal",
           "between two stockpiles", "remove", at="refusal"),
    change("refusal above one", POOL, f"{POOL}\nrefusal = 1.5", "lanes.smelter>reserve:metal.refusal", "above 1", at="refusal"),
]  # fmt: skip
ALL = [*LINES, *ALTERNATIVES, *RECYCLERS, *FORECASTS, *POOLS]
