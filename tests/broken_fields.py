"""Broken scenarios: single fields, their units, numbers, words and distributions."""

from __future__ import annotations

from broken import Broken, add, change

SHARE = "share = 0.75"
SMELTER = 'capacity = "900 t/yr"'
FREIGHT = 'freight = "20 USD/t"'
LEAD = 'lead_time = { triangular = { low = "18 d", mode = "25 d", high = "45 d" } }'
LANE = "lanes.smelter>works:metal"
CAPACITY = "sites.smelter.capacity"
LONG = 3_000_000
SPACES = 100_000


def _capacity(name: str, value: str, word: str, remedy: str = "") -> Broken:
    return change(name, SMELTER, f"capacity = {value}", CAPACITY, word, remedy)


def _lasts(name: str, table: str, word: str, remedy: str = "") -> Broken:
    return change(name, 'lasts = "100 d"', f"lasts = {{ {table} }}", "disruptions.stop.lasts", word, remedy, at=table)


UNITS = [
    _capacity("unit of another kind", '"900 USD"', '"USD" is no unit of rate', "t/d"),
    _capacity("unit near miss", '"900 t/y"', '"t/y" is no unit of rate', 'did you mean "t/yr"?'),
    _capacity("unit in capitals", '"900 T/YR"', "is no unit of rate", "t/d"),
    _capacity("amount for a rate", '"900 t"', '"t" is no unit of rate'),
    _capacity("number without a unit", "900", "must be a rate with its unit", "900 t/d"),
    _capacity("text number without a unit", '"900"', "must be a rate with its unit", '"900 t/d"'),
    _capacity("negative", '"-900 t/yr"', "must be"),
    _capacity("zero", '"0 t/yr"', "must be above zero"),
    _capacity("not a number", "nan", "finite"),
    _capacity("infinite", "inf", "finite"),
    _capacity("not a number in text", '"nan t/yr"', "not a number"),
    _capacity("infinite in text", '"inf t/yr"', "not a number"),
    _capacity("an exponent too large", '"1e999 t/yr"', "finite"),
    _capacity("too large with its unit", '"1e308 Mt/h"', "too large"),
    _capacity("an integer too large", "1" + "0" * 400, "too large"),
    _capacity("text", '"a lot"', "not a number"),
    _capacity("empty text", '""', "not a number"),
    _capacity("a boolean", "true", "must be a rate"),
    _capacity("a list", '["900 t/yr"]', "must be a rate"),
    _capacity("an expression", '"9**9**9 t/yr"', "no unit"),
    _capacity("a date", "2026-01-01", "must be a rate"),
    change("an integer of 5,000 digits", SHARE, "share = 1" + "0" * 5000, "TOML", "4300 digits", at=""),
    change("share in words", SHARE, 'share = "sixty"', f"{LANE}.share", "not a number", "0.5"),
    change("share above one", SHARE, "share = 1.5", f"{LANE}.share", "above 1", "1 or less"),
    change("share below zero", SHARE, "share = -0.5", f"{LANE}.share", "negative", "0 or more"),
    change("percent above one", SHARE, 'share = "150 %"', f"{LANE}.share", "above 1"),
    change("lead time without a unit", LEAD, "lead_time = 25", f"{LANE}.lead_time", "with its unit", "25 d"),
    change("minimum run above one", "minimum_run = 0.2", "minimum_run = 2.0", "sites.smelter.minimum_run", "above 1"),
    change("price in another unit", '"60 USD/kg"', '"60 EUR/kg"', "materials.metal.price", "no unit of price"),
    change("recipe ratio zero", "needs = { metal = 0.3 }", "needs = { metal = 0 }", "sites.works.needs.metal", "must be"),
    change("growth below minus one", 'growth = "2 %/yr"', 'growth = "-120 %/yr"', "sites.buyers.growth", "must be"),
    change("growth beyond all sense", 'growth = "2 %/yr"', 'growth = "1e300 1/yr"', "sites.buyers.growth", "above"),
    change("ratio beyond all sense", "needs = { ore = 10.0 }", "needs = { ore = 1e300 }", "sites.smelter.needs.ore", "above"),
    change("horizon of nothing", 'horizon = "400 d"', 'horizon = "0 d"', "horizon", "must be"),
    change("horizon without a unit", 'horizon = "400 d"', "horizon = 400", "horizon", "with its unit", '"400 d"'),
    change("stock in another unit", 'target = "31 t"', 'target = "31 tonnes"', "sites.reserve.holds.metal.target", "amount"),
    change("stock negative", 'target = "31 t"', 'target = "-31 t"', "sites.reserve.holds.metal.target", "negative"),
    change("buffer negative", 'cover = "+30 d"', 'cover = "-30 d"', "policies.buffer30.buffer.cover", "negative"),
    change("cover negative", 'cover = { metal = "41 d" }', 'cover = { metal = "-1 d" }', "sites.works.cover.metal", "negative"),
    change("latitude of 95", "location = [40.0, -80.0]", "location = [95.0, -80.0]", "sites.works.location.0", "90"),
    change("longitude not a number", "location = [40.0, -80.0]", "location = [40.0, nan]", "sites.works.location.1", "finite"),
    change("location of one number", "location = [40.0, -80.0]", "location = [40.0]", "sites.works.location.1", "missing"),
    change("priority in words", 'trades = "metal"', 'trades = "metal"\npriority = "high"', "sites.dealer.priority",
           "integer", at="priority"),
]  # fmt: skip

WORDS = [
    change("name missing", 'name = "Good"\n', "", "name", "is missing", "add name", at="start"),
    change("name empty", 'name = "Good"', 'name = ""', "name", ""),
    change("name a number", 'name = "Good"', "name = 5", "name", ""),
    change("name with an escape", 'name = "Good"', 'name = "a\\u001b[31m"', "name", "", "printable"),
    change("name with a C1 control", 'name = "Good"', 'name = "a\\u009b31m"', "name", ""),
    change("name that turns text round", 'name = "Good"', 'name = "a\\u202eb"', "name", ""),
    change("name with NUL", 'name = "Good"', 'name = "a\\u0000b"', "name", ""),
    change("name of three million letters", 'name = "Good"', f'name = "{"x" * LONG}"', "name", ""),
    change("stage with an escape", "minimum_run = 0.2", 'minimum_run = 0.2\nstage = "\\u001b[31mx"',
           "sites.smelter.stage", "cannot be shown", "printable", at="stage"),
    change("field missing", 'makes = "metal"\n', "", "sites.smelter.makes", "is missing", "add makes", at="[sites.smelter]"),
    change("field unknown", SMELTER, 'capacty = "900 t/yr"', "sites.smelter.capacty", "is no field", 'did you mean "capacity"?',
           count=2),
    change("field of another kind", 'kind = "trader"', 'kind = "trader"\nmakes = "metal"', "sites.dealer.makes", "is no field",
           at="makes = \"metal\"\ncountry"),
    change("field with a bracket", 'kind = "trader"', 'kind = "trader"\n"a[b" = 1', "sites.dealer.a[b", "is no field", at='"a[b"'),
    change("dunder field", 'kind = "trader"', 'kind = "trader"\n__class__ = 1', "sites.dealer.__class__", "is no field",
           at="__class__"),
    change("nested field unknown", "approval = 0.5", "aproval = 0.5", "disruptions.papers.permit.aproval", "is no field",
           'did you mean "approval"?'),
    change("part unknown", "[zones]", "[zone]", "zone", "is no part of a scenario", 'did you mean "zones"?', count=2),
    change("kind of site unknown", 'kind = "trader"', 'kind = "tradr"', "sites.dealer.kind", "is no kind", 'did you mean "trader"?'),
    change("kind of site missing", 'kind = "trader"\n', "", "sites.dealer", "has no kind", "mine, recycler, refinery", at="[sites.dealer]"),
    change("kind not text", 'kind = "trader"', "kind = 3", "sites.dealer.kind", "is no kind"),
    change("kind of three million letters", 'kind = "trader"', f'kind = "{"x" * LONG}"', "sites.dealer.kind", "is no kind"),
    change("kind of disruption unknown", 'kind = "outage"', 'kind = "outtage"', "disruptions.storm.kind", "is no kind",
           'did you mean "outage"?'),
    change("kind of disruption as a control", 'kind = "quota"', 'kind = "outage"', "controls.cap.kind", "is no kind", "quota"),
    change("word unknown", 'on = "production"', 'on = "producton"', "controls.cap.on", "none of the words", 'did you mean "production"?'),
    change("word for a list", 'targets = ["allies"]', "targets = 3", "disruptions.stop.targets", ""),
    change("number for a name", "actor = \"AU\"", "actor = 3", "controls.cap.actor", ""),
    change("number for a condition", 'when = "cover of works below 20 d"', "when = 3", "policies.vault.stockpile.draw.when", "string"),
    change("text for a boolean", "active = false", 'active = "no"', "sites.reserve.active", "boolean"),
    change("country code", 'country = "JP"', 'country = "Japan"', "sites.dealer.country", "no country code", '"JP"'),
    change("country code in a zone", '["US", "JP"]', '["US", "jp"]', "zones.allies.1", "no country code", '"JP"'),
    change("start not a date", "start = 2026-01-01", 'start = "soon"', "start", "date"),
    change("start with an hour", "start = 2026-01-01", "start = 2026-01-01T10:00:00", "start", "date"),
    change("start of month thirteen", "start = 2026-01-01", 'start = "2026-13-01"', "start", "date"),
    change("start at the end of the calendar", "start = 2026-01-01", "start = 9999-12-31", "horizon", "year 9999", "earlier", at="horizon"),
    change("moment in words", 'starts = "day 250"', 'starts = "next spring"', "disruptions.stop.starts", "must be a moment", "day 200"),
    change("moment of month thirteen", 'starts = "day 250"', 'starts = "2026-13-01"', "disruptions.stop.starts", "must be a moment"),
    change("moment without a unit", 'starts = "day 250"', "starts = 250", "disruptions.stop.starts", "must be a moment"),
    change("moment negative", 'starts = "day 250"', 'starts = "-3 d"', "disruptions.stop.starts", "must be a moment"),
    change("moment without end", 'starts = "day 250"', f'starts = "day {"9" * 400}"', "disruptions.stop.starts", "moment"),
    add("key of three million letters", f"[study]\n{'x' * LONG} = 1", "study.xxx", "is no field", at=""),
    add("line of brackets and blanks", f"[study]\nquestions = [\n[{' ' * SPACES}1],\n]", "study.questions.0", "string",
        at="questions"),
    add("values inside one another", "[study]\nquestions = " + "[" * 300 + "]" * 300, "study", "nests", at=""),
]  # fmt: skip

DISTRIBUTIONS = [
    _lasts("family unknown", 'triangle = { low = "1 d" }', "is no distribution", 'did you mean "triangular"?'),
    _lasts("family without a table", "uniform = 3", "needs a table"),
    _lasts("two families", 'uniform = { low = "1 d", high = "2 d" }, gamma = { mean = "3 d", shape = 2 }', "one family"),
    _lasts("parameter missing", 'uniform = { low = "1 d" }', "takes low, high"),
    _lasts("parameter unknown", 'uniform = { low = "1 d", hihg = "2 d" }', "takes low, high"),
    _lasts("parameter without a unit", "exponential = { mean = 3 }", "mean must be a time with its unit"),
    _lasts("parameter in another unit", 'exponential = { mean = "3 t" }', "no unit of time"),
    _lasts("low above high", 'uniform = { low = "3 d", high = "2 d" }', "must not be above high"),
    _lasts("mode outside", 'triangular = { low = "1 d", mode = "9 d", high = "5 d" }', "rise in that order"),
    _lasts("pert upside down", 'pert = { low = "9 d", mode = "5 d", high = "1 d" }', "rise in that order"),
    _lasts("gsd of one", 'lognormal = { median = "3 d", gsd = 1.0 }', "gsd must be above 1"),
    _lasts("gsd beyond all sense", 'lognormal = { median = "3 d", gsd = 1e300 }', ""),
    _lasts("median zero", 'lognormal = { median = "0 d", gsd = 2.0 }', "median must be above zero"),
    _lasts("shape negative", 'gamma = { mean = "3 d", shape = -1.0 }', "shape must be above zero"),
    _lasts("scale zero", 'weibull = { scale = "0 d", shape = 1.0 }', "scale must be above zero"),
    _lasts("discrete without values", "discrete = { values = [] }", "as lists", "must not be empty"),
    _lasts("discrete no list", 'discrete = { values = "3 d" }', "as lists"),
    _lasts("one weight too few", 'discrete = { values = ["1 d", "2 d"], weights = [1] }', "one weight for each value"),
    _lasts("weights zero", 'discrete = { values = ["1 d", "2 d"], weights = [0, 0] }', "weights must be"),
    _lasts("weight negative", 'discrete = { values = ["1 d", "2 d"], weights = [2, -1] }', "weights must be"),
    _lasts("empirical with a bad value", 'empirical = { values = ["1 d", "x"] }', "not a number"),
    _lasts("normal where nothing is negative", 'normal = { mean = "30 d", sd = "1 d" }', "below zero", "lognormal"),
    _lasts("uniform below zero", 'uniform = { low = "-3 d", high = "2 d" }', "below 0"),
    change("probability above one", 'chokepoint = "strait"', 'chokepoint = "strait"\nprobability = { uniform = { low = 0.5, high = 1.5 } }',
           "disruptions.blockade.probability", "above 1", at="probability"),
    change("distribution as the horizon", 'horizon = "400 d"', 'horizon = { uniform = { low = "1 d", high = "9 d" } }', "horizon", "must be"),
    change("distribution as a stock", '"31 t"', '{ uniform = { low = "1 t", high = "9 t" } }', "sites.reserve.holds.metal.target", "must be"),
    change("distribution as a level", "[zones]", "[resilience]\ntail = { uniform = { low = 0.9, high = 0.95 } }\n\n[zones]",
           "resilience.tail", "", at="tail"),
    change("tail of everything", "[zones]", "[resilience]\ntail = 1.0\n\n[zones]", "resilience.tail", "", at="tail"),
    change("levels upside down", "[zones]", "[resilience]\nlow = 0.99\nhigh = 0.5\n\n[zones]", "resilience.low", "", at="low"),
]  # fmt: skip
ALL = [*UNITS, *WORDS, *DISTRIBUTIONS]
