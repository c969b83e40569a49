"""What holds for the project as a whole: what its files may not name, its locks, its licences, its command."""

from __future__ import annotations

import ast
import gzip
import re
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-test.lock")
# Put together here, so that this file does not name them either.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("deb", "debian", "org"),
    )
]
PLACES = ["/" + place for place in ("work/", "root/", "home/", "tmp/")]
# Texts as they came, and the made data, may say what they like.
GIVEN = ("seeds/", "datasets/", "tests/gold/")


def committed() -> list[str]:
    """The project's files, as git knows them."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def text_of(name: str) -> str:
    if name.endswith(".gz"):
        return gzip.decompress((ROOT / name).read_bytes()).decode()
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_names_a_package_registry() -> None:
    named = [(name, registry) for name in committed() for registry in REGISTRIES if registry in text_of(name)]
    assert named == []


def test_no_file_names_a_path_of_one_machine() -> None:
    names = [name for name in committed() if not name.startswith(GIVEN)]
    assert len(names) > 100
    found = [
        (name, match[0])
        for name in names
        for place in PLACES
        for match in re.finditer(rf"(?<![\w.}})~<-]){re.escape(place)}\w+", text_of(name))
    ]
    assert found == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_each_package_by_hash_and_tells_no_address(lock: str) -> None:
    text = text_of(lock)
    assert "://" not in text
    assert " @ " not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) > 100
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==[^\s;]+( ; .+)? \\\n", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def pins(lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text_of(lock), re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def test_the_locks_hold_what_the_project_asks_for_and_agree() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    plain, test = pins(LOCKS[0]), pins(LOCKS[1])
    assert plain.items() <= test.items()
    for lock, wanted in ((plain, project["dependencies"]), (test, project["optional-dependencies"]["test"])):
        for requirement in wanted:
            match = re.match(r"([A-Za-z0-9_-]+)(?:\[.*?\])?(?:(==|>=)([\w.]+))?", requirement)
            assert match
            name = match[1].lower().replace("_", "-")
            assert name in lock, name
            if match[2] == "==":
                assert lock[name] == {match[3]}, name


def test_no_lock_of_npm_tells_an_address() -> None:
    for name in committed():
        if name.endswith("package-lock.json"):
            assert '"resolved"' not in text_of(name)
            assert '"integrity"' in text_of(name)


def test_the_licences_are_there_whole() -> None:
    code, data = text_of("LICENSE"), text_of("LICENSE-DATA")
    assert "Apache License" in code
    assert "END OF TERMS AND CONDITIONS" in code
    assert "Creative Commons Attribution 4.0 International Public License" in data
    for section in range(1, 9):
        assert f"Section {section} " in data


def test_each_file_of_knowledge_names_its_source_and_licence() -> None:
    files = [name for name in committed() if re.fullmatch(r"pipeline/knowledge/[^/]+\.(csv|yaml|json|csv\.gz)", name)]
    assert len(files) > 20
    for name in files:
        top = "\n".join(text_of(name).splitlines()[:20]).lower()
        assert re.search(r"\blicence\b", top), name
        assert re.search(r"source|written for amur|derived from|hand-entered", top), name


def test_extraction_opens_no_file() -> None:
    """What import-linter cannot see: `open` needs no import."""
    files = sorted((ROOT / "pipeline" / "extraction").rglob("*.py"))
    assert len(files) > 20
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("open", "exec", "eval", "__import__", "input", "print"), (
                    f"{file.name}:{node.lineno}"
                )


def test_the_wheel_has_the_code_and_its_data_and_nothing_else(tmp_path: Path) -> None:
    from hatchling.builders.wheel import WheelBuilder

    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    names = set(zipfile.ZipFile(built).namelist())
    code = {name for name in names if ".dist-info/" not in name}
    expected = {name for name in committed() if name.startswith(("pipeline/", "schemas/"))}
    assert expected <= code
    assert all(name.startswith(("pipeline/", "schemas/")) for name in code)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    entry_points = zipfile.ZipFile(built).read(next(name for name in names if name.endswith("entry_points.txt")))
    assert b"amur = pipeline.cli:main" in entry_points
