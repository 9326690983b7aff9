"""PDFs are made once, whoever asks, and nothing half-written is ever handed out."""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path

import pytest

from portal.printing import Kept, Unprintable
from portal.printing.kept import UNUSED_FOR

CARD = {"title": "Scan me", "qr": "https://site.example/y/b", "scan": {"alt": "A code"}}


def card(folder: Path, **changed: str) -> tuple[str, bytes, bool]:
    got = Kept(folder).get("card", {**CARD, **changed}, lang="en_GB")
    return got.name, got.content, got.made


def ages(folder: Path, seconds: float) -> None:
    for file in folder.glob("*.*"):
        os.utime(file, (time.time() - seconds,) * 2)


def test_the_second_time_nothing_is_made(tmp_path: Path) -> None:
    first, second = card(tmp_path), card(tmp_path)
    assert (first[2], second[2]) == (True, False)
    assert first[:2] == second[:2]
    assert [file.name for file in tmp_path.glob("*.pdf")] == [f"{first[0]}.pdf"]


@pytest.mark.parametrize(
    "changed", [{"title": "Scan me!"}, {"qr": "https://site.example/y/c"}], ids=["words", "address"]
)
def test_other_content_is_another_file(tmp_path: Path, changed: dict[str, str]) -> None:
    assert card(tmp_path)[:2] != card(tmp_path, **changed)[:2]
    assert len(list(tmp_path.glob("*.pdf"))) == 2


def test_another_language_or_another_size_is_another_file(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    names = {kept.get("card", CARD, lang=lang, sizes=sizes).name for lang in ("en_GB", "pl") for sizes in ((12,), (9,))}
    assert len(names) == 4


def _ask(folder: Path, ready: object, answers: object) -> None:
    ready.wait(30)  # type: ignore[attr-defined]
    answers.put(card(folder))  # type: ignore[attr-defined]


def test_of_many_processes_that_ask_at_once_one_makes_it(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["portal.printing"])  # read once, not four times
    ready, answers = context.Barrier(4), context.Queue()
    asking = [context.Process(target=_ask, args=(tmp_path, ready, answers)) for _ in range(4)]
    for process in asking:
        process.start()
    got = [answers.get(timeout=60) for _ in asking]
    for process in asking:
        process.join(30)
    assert sorted(made for _, _, made in got) == [False, False, False, True]
    assert len({content for _, content, _ in got}) == 1


def test_a_disk_that_fails_keeps_no_leaflet_from_anybody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_source: str, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    _, content, made = card(tmp_path)
    assert (content[:5], made) == (b"%PDF-", True)
    assert not [file for file in tmp_path.iterdir() if file.suffix in (".pdf", ".draft")]


def test_nor_does_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert card(tmp_path / "file" / "leaflets")[1].startswith(b"%PDF-")


def test_what_cannot_be_printed_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(Unprintable):
        card(tmp_path, title="ጤና")
    assert not [file for file in tmp_path.iterdir() if file.suffix in (".pdf", ".draft")]


def test_what_nobody_asked_for_in_a_long_time_goes_and_the_rest_stays(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    old = card(tmp_path)[0]
    (tmp_path / "killed.draft").write_bytes(b"%PDF-half")
    ages(tmp_path, UNUSED_FOR + 60)
    young = card(tmp_path, title="Another")[0]
    assert kept.sweep() == 1
    assert {file.name for file in tmp_path.glob("*.*")} == {f"{young}.pdf"}
    assert card(tmp_path)[::2] == (old, True)


def test_what_somebody_asks_for_now_and_then_stays(tmp_path: Path) -> None:
    card(tmp_path)
    ages(tmp_path, UNUSED_FOR + 60)
    assert card(tmp_path)[2] is False
    assert Kept(tmp_path).sweep() == 0


def test_a_sweep_that_knows_what_is_wanted_leaves_only_that(tmp_path: Path) -> None:
    wanted = card(tmp_path)[0]
    card(tmp_path, title="Another")
    assert Kept(tmp_path).sweep({wanted}) == 1
    assert [file.stem for file in tmp_path.glob("*.pdf")] == [wanted]


def test_sweeping_a_folder_that_is_not_there_yet_is_no_error(tmp_path: Path) -> None:
    assert Kept(tmp_path / "none").sweep() == 0
