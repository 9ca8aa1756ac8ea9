"""The layout holds: imports run one way, files stay small, rules keep to what compiles."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "disruptsim"
ORDER = [
    "scenario", "network", "world", "rules", "clocks", "measures", "statistics", "montecarlo", "causes", "report", "cli",
]  # fmt: skip
FREE = {"errors", "memory", "version", "words"}  # known to all, knowing nobody
FILES = sorted(PACKAGE.rglob("*.py"))
RULES = sorted((PACKAGE / "rules").glob("*.py"))


def stage(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("disruptsim"):
            names = [node.module] if node.module != "disruptsim" else [f"disruptsim.{a.name}" for a in node.names]
            found.update(name.split(".")[1] for name in names)
        elif isinstance(node, ast.Import):
            found.update(a.name.split(".")[1] for a in node.names if a.name.startswith("disruptsim."))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    here = stage(path)
    if here in ("__init__", "__main__"):
        return  # the public face names everything
    for other in imported(path) - FREE:
        assert here not in FREE, f"{here} should know nobody, but imports {other}"
        assert ORDER.index(other) <= ORDER.index(here), f"{here} imports {other}, which comes after it"


def test_statistics_knows_plain_arrays_only() -> None:
    for path in (PACKAGE / "statistics").glob("*.py"):
        assert imported(path) <= {"statistics"}, path


def test_rules_know_records_and_themselves_only() -> None:
    for path in RULES:
        assert imported(path) <= {"rules", "world"}, path
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        modules |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        others = {m for m in modules if not m.startswith("disruptsim")}
        allowed = {"__future__", "math", "collections.abc", "heapq"}
        assert others <= (allowed if path.name == "verbs.py" else allowed - {"heapq"}), path.name


def test_no_two_files_import_each_other_in_a_circle() -> None:
    graph = {}
    for path in FILES:
        name = ".".join(("disruptsim", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        top = [n for n in tree.body if isinstance(n, ast.ImportFrom) and n.module]
        graph[name] = {n.module for n in top if n.module.startswith("disruptsim.")}
    seen: dict[str, int] = {}

    def visit(name: str, chain: tuple[str, ...]) -> None:
        assert seen.get(name) != 1, " > ".join((*chain, name))
        if name in graph and name not in seen:
            seen[name] = 1
            for other in sorted(graph[name]):
                visit(other, (*chain, name))
            seen[name] = 2

    for name in sorted(graph):
        visit(name, ())


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_files_hold_one_idea(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_most_files_are_short() -> None:
    lengths = sorted(len(p.read_text(encoding="utf-8").splitlines()) for p in FILES if p.name != "__init__.py")
    assert lengths[int(0.85 * len(lengths))] <= 250


REFUSED = (
    ast.Dict, ast.DictComp, ast.Set, ast.SetComp, ast.ListComp, ast.GeneratorExp, ast.List, ast.Lambda, ast.Try,
    ast.Raise, ast.With, ast.Yield, ast.Pow, ast.JoinedStr, ast.ClassDef, ast.Global, ast.Nonlocal, ast.Assert,
)  # fmt: skip
CALLS = {"min", "max", "range", "len", "int", "float"}


@pytest.mark.parametrize("path", [p for p in RULES if p.name not in ("handlers.py", "verbs.py")], ids=lambda p: p.name)
def test_rules_keep_to_what_compiles(path: Path) -> None:
    """The verbs are each clock's own; the rest: no dicts, text, exceptions or library calls but a few of math: the subset that a compiled clock can take."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    local = {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
    named = {a.asname or a.name for n in tree.body if isinstance(n, ast.ImportFrom) for a in n.names}
    for function in (n for n in tree.body if isinstance(n, ast.FunctionDef)):
        body = function.body[1:] if ast.get_docstring(function) else function.body
        for node in (n for statement in body for n in ast.walk(statement)):
            assert not isinstance(node, REFUSED), f"{path.name}:{node.lineno} {type(node).__name__}"
            if isinstance(node, ast.Constant):
                assert not isinstance(node.value, str), f"{path.name}:{node.lineno} text"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id in CALLS | local | named, f"{path.name}:{node.lineno} {node.func.id}"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert ast.unparse(node.func) in {"math.exp", "math.log", "math.sqrt", "math.floor"}


def test_records_hold_numbers_alone() -> None:
    import dataclasses

    from disruptsim.world import records

    kinds = [k for k in vars(records).values() if isinstance(k, type) and dataclasses.is_dataclass(k)]
    assert len(kinds) > 20
    for kind in kinds:
        for field in dataclasses.fields(kind):
            assert field.type in ("int", "float"), f"{kind.__name__}.{field.name}"


def test_public_names_are_there_and_documented() -> None:
    import disruptsim as ds

    assert sorted(ds.__all__) == ds.__all__ or sorted(ds.__all__, key=str.lower)
    for name in ds.__all__:
        thing = getattr(ds, name)
        assert name == "__version__" or (thing.__doc__ or "").strip(), name


def test_importing_the_package_is_light() -> None:
    heavy = ("numpy", "scipy", "networkx", "pydantic", "rich")
    code = f"import sys, disruptsim; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_floats_are_added_the_same_way_in_every_python(path: Path) -> None:
    """The built-in sum of floats changed its last bits in Python 3.12; math.fsum is exact in all."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [
        n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "sum"
    ]
    for call in calls:
        assert len(call.args) == 2, f"{path.name}:{call.lineno} use math.fsum"  # with a start: arrays
