"""The form engine: whatever a person presses, in whatever order, the path and the answers stay true."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.journeys import Answers, Journey, Repeat, Step
from portal.journeys.journey import Place
from portal.journeys.progress import CHECK, Progress
from portal.web.fields import Choice, ChoiceField, TextField
from portal.words import Kind

YES_NO = [Choice("yes", "Yes"), Choice("no", "No")]


class Pet(Step):
    code = "pet"
    question = "Have you a pet?"
    needed = True
    pet = ChoiceField("Have you a pet?", choices=YES_NO)


class PetName(Step):
    code = "pet-name"
    question = "What is it called?"
    pet_name = TextField("Name")

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return answers.get("pet") == "yes"


class PetTrick(Step):
    code = "pet-trick"
    question = "Which trick?"
    trick = TextField("Trick")

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return bool(answers.get("pet_name"))


class ChildName(Step):
    code = "name"
    question = "Name?"
    child = TextField("Name")


class ChildFeedsPet(Step):
    code = "feeds"
    question = "Do they feed the pet?"
    feeds = ChoiceField("Feeds?", choices=YES_NO)

    @classmethod
    def asked(cls, answers: Answers) -> bool:
        return answers.get("pet") == "yes" and bool(answers.get("child"))


class Colour(Step):
    code = "colour"
    question = "Colour?"
    colour = TextField("Colour")


def journey(send_anytime: bool = False) -> Journey:
    return Journey(
        "test",
        kind=Kind.NOTIFICATION,
        endpoint="test",
        title="Test",
        folder="test",
        send_anytime=send_anytime,
        steps=[
            Pet,
            PetName,
            PetTrick,
            Repeat(
                "children",
                [ChildName, ChildFeedsPet],
                at_most=3,
                question="Who?",
                name=lambda child: child.get("child") or "A child",
                add="Add another",
            ),
            Colour,
        ],
    )


def at(progress: Progress, address: str) -> Place:
    place = progress.path.place(address)
    assert place is not None
    return place


def walk(progress: Progress, answers: dict[str, dict[str, str]]) -> list[str]:
    """Answer each page the journey comes to until the check page; gives the addresses in order."""
    seen = []
    while (address := progress.next()) != CHECK:
        seen.append(address)
        place = at(progress, address)
        if place.step is None:
            progress.mark(address)
        else:
            progress.answer(place, answers.get(address, {}))
    return seen


def test_the_path_follows_from_the_answers() -> None:
    no_pet = Progress(journey())
    assert walk(no_pet, {"pet": {"pet": "no"}}) == ["pet", "children/1/name", "children", "colour"]
    pet = Progress(journey())
    given_answers = {"pet": {"pet": "yes"}, "pet-name": {"pet_name": "Rex"}, "children/1/name": {"child": "Al"}}
    assert walk(pet, given_answers) == [
        "pet",
        "pet-name",
        "pet-trick",
        "children/1/name",
        "children/1/feeds",
        "children",
        "colour",
    ]


def test_a_changed_answer_asks_only_what_it_newly_opens_and_then_returns_to_the_check_page() -> None:
    progress = Progress(journey())
    walk(progress, {"pet": {"pet": "no"}, "children/1/name": {"child": "Al"}})
    progress.answer(at(progress, "pet"), {"pet": "yes"})
    assert walk(progress, {}) == ["pet-name", "children/1/feeds"]


def test_an_answer_that_is_no_longer_asked_for_is_dropped_with_all_that_rested_on_it() -> None:
    progress = Progress(journey())
    walk(progress, {"pet": {"pet": "yes"}, "pet-name": {"pet_name": "Rex"}, "pet-trick": {"trick": "rolls"}})
    progress.answer(at(progress, "pet"), {"pet": "no"})
    assert progress.values == {"pet": "no", "children": [{}]}
    progress.answer(at(progress, "pet"), {"pet": "yes"})
    assert "pet_name" not in progress.values
    assert progress.next() == "pet-name"


def test_no_page_opens_before_those_it_rests_on() -> None:
    progress = Progress(journey())
    assert not progress.may_open("colour")
    assert not progress.may_open(CHECK)
    assert progress.may_open("pet")


def test_an_early_send_jumps_over_everything_but_what_is_needed_and_what_has_just_opened() -> None:
    progress = Progress(journey(send_anytime=True))
    assert not progress.may_open(CHECK), "the needed question comes first"
    seen = progress.path
    progress.answer(at(progress, "pet"), {"pet": "yes"})
    progress.finish_early(seen)
    assert progress.next() == "pet-name"
    progress.answer(at(progress, "pet-name"), {})
    assert progress.next() == CHECK


def test_children_are_added_renamed_and_removed_without_disturbing_each_other() -> None:
    progress = Progress(journey())
    walk(progress, {"pet": {"pet": "no"}, "children/1/name": {"child": "Al"}})
    block = journey().steps[3]
    assert isinstance(block, Repeat)
    block = next(part for part in progress.journey.steps if isinstance(part, Repeat))
    assert progress.add_item(block) == "children/2/name"
    assert progress.next() == "children/2/name"
    progress.answer(at(progress, "children/2/name"), {"child": "Bo"})
    assert progress.next() == "children"
    progress.mark("children")
    progress.add_item(block)
    progress.answer(at(progress, "children/3/name"), {"child": "Cy"})
    with pytest.raises(ValueError, match="full"):
        progress.add_item(block)
    progress.remove_item(block, 0)
    assert [child["child"] for child in progress.values["children"]] == ["Bo", "Cy"]
    assert "children/1/name" in progress.done
    assert "children/2/name" in progress.done
    progress.remove_item(block, 7)
    progress.remove_item(block, 0)
    progress.remove_item(block, 0)
    assert progress.values["children"] == [{}]
    assert progress.next() == "children/1/name"


def test_words_that_were_not_taken_yet_stay_with_their_child_when_another_is_removed() -> None:
    progress = Progress(journey(), {"children": [{"child": "Al"}, {"child": "Bo"}, {"child": "Cy"}]})
    for number, typed in ((1, "of Al"), (3, "of Cy")):
        progress.hold(f"children/{number}/name", {"child": [typed]})
    progress.remove_item(next(progress.journey.blocks()), 0)
    assert {address: held["form"]["child"] for address, held in progress.typed.items()} == {
        "children/2/name": ["of Cy"]
    }


def test_two_questions_with_one_name_are_refused_when_the_journey_is_built() -> None:
    with pytest.raises(ValueError, match="pet"):
        Journey("bad", kind=Kind.VIEWS, endpoint="x", title="", folder="", steps=[Pet, Pet])


def test_a_page_that_ends_the_journey_has_nothing_after_it() -> None:
    class Stop(Step):
        code = "stop"
        question = "Call 999"
        ends = True

        @classmethod
        def asked(cls, answers: Answers) -> bool:
            return answers.get("pet") == "yes"

    ending = Journey("ending", kind=Kind.REFERRAL, endpoint="x", title="", folder="", steps=[Pet, Stop, Colour])
    progress = Progress(ending)
    progress.answer(at(progress, "pet"), {"pet": "yes"})
    assert progress.next() == "stop"
    assert [place.address for place in progress.path.places] == ["pet", "stop"]
    progress.mark("stop")
    assert not progress.may_open(CHECK)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "pet",
                "pet-name",
                "pet-trick",
                "children/1/name",
                "children/2/name",
                "children/2/feeds",
                "colour",
                "+",
                "-",
            ]
        ),
        st.sampled_from(["yes", "no", None, "Rex"]),
    ),
    max_size=25,
)


def act(progress: Progress, address: str, value: str | None) -> None:
    block = next(part for part in progress.journey.steps if isinstance(part, Repeat))
    if address == "+":
        if len(progress.values["children"]) < block.at_most:
            progress.add_item(block)
    elif address == "-":
        progress.remove_item(block, 0)
    elif (place := progress.path.place(address)) and progress.may_open(address):
        assert place.step is not None
        names = {"pet": "pet", "pet-name": "pet_name", "pet-trick": "trick", "colour": "colour"}
        name = names.get(address) or {"name": "child", "feeds": "feeds"}[address.rsplit("/", 1)[1]]
        progress.answer(place, {name: value})


@given(ACTS, st.booleans())
def test_whatever_the_order_no_answer_is_kept_that_is_not_asked_and_the_end_is_always_reachable(
    acts: list[tuple[str, str | None]], send_anytime: bool
) -> None:
    progress = Progress(journey(send_anytime))
    for address, value in acts:
        act(progress, address, value)
        addresses = [place.address for place in progress.path.places]
        assert set(progress.done) <= set(addresses)
        assert progress.path.kept == progress.journey.path(progress.values).kept
        assert ("pet_name" in progress.values) <= (progress.values.get("pet") == "yes")
        assert ("trick" in progress.values) <= bool(progress.values.get("pet_name"))
        assert progress.next() in [*addresses, CHECK]
        assert progress.may_open(progress.next()) or progress.journey.send_anytime
        again = Progress(progress.journey, **progress.as_json())
        assert again.as_json() == progress.as_json()
    walk(progress, {})
    assert progress.may_open(CHECK)


@given(st.permutations(["pet", "pet-name", "pet-trick", "colour"]), st.sampled_from(["yes", "no"]))
def test_the_same_answers_lead_to_the_same_path_in_whatever_order_they_were_given(order: list[str], pet: str) -> None:
    names = {"pet": "pet", "pet-name": "pet_name", "pet-trick": "trick", "colour": "colour"}
    values = {"pet": pet, "pet_name": "Rex", "trick": "rolls", "colour": "red"}
    wanted = journey().path(values)
    shuffled = journey().path({names[address]: values[names[address]] for address in order})
    assert shuffled == wanted or [p.address for p in shuffled.places] == [p.address for p in wanted.places]
    assert shuffled.kept == wanted.kept
