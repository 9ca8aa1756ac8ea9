"""On which line of a file a key stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from disruptsim.scenario.locate import line_numbers

LINES = '''\
# a comment with [sites.mine] and x = 1
name = "a"
study = { purpose = "p" }
[sites.mine] # [not.this]
kind = "mine"
note = """
kind = "no"
[sites.no]
"""
needs = {
}
cover.ore = "1 d"
"odd key" = 1
[[lanes]]
to = "a"
[[lanes]]
questions = [
  "x = 1",
  "[y]",
]
from = "b"
[policies.p]
[[policies.p.buffer]]
cover = "1 d"
[[policies.p.buffer]]
cover = "2 d"
[ sites . "two words" ]
kind = 'mine'
'''


def test_line_numbers() -> None:
    found = line_numbers(LINES.replace("needs = {\n}", "needs = {}\n"))
    wanted = {
        ("name",): 2, ("study",): 3, ("sites", "mine"): 4, ("sites", "mine", "kind"): 5, ("sites", "mine", "note"): 6,
        ("sites", "mine", "needs"): 10, ("sites", "mine", "cover", "ore"): 12, ("sites", "mine", "odd key"): 13, ("lanes", 0): 14,
        ("lanes", 0, "to"): 15, ("lanes", 1): 16, ("lanes", 1, "questions"): 17, ("lanes", 1, "from"): 21,
        ("policies", "p"): 22, ("policies", "p", "buffer", 0, "cover"): 24, ("policies", "p", "buffer", 1): 25,
        ("policies", "p", "buffer", 1, "cover"): 26, ("sites", "two words", "kind"): 28,
    }  # fmt: skip
    assert {path: found.get(path) for path in wanted} == wanted
    assert not any("no" in path or "not" in path or "x" in path or "y" in path for path in found)


@given(st.text(alphabet="[]{}\"'=#.\n\\ abc1", max_size=300))
def test_line_numbers_never_fail(text: str) -> None:
    assert all(1 <= line <= len(text.splitlines()) for line in line_numbers(text).values())
