"""Plug-ins by entry points: lazy, checked, and never fatal when broken."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from voice.config import Settings
from voice.config_load import load_settings
from voice.dialogue.skill import Skill
from voice.errors import SettingsError
from voice.language import pack as pack_module
from voice.language.locale import Locale, locale_from
from voice.language.pack import load_language
from voice.plugins import Group, PluginProblem, Plugins, Trouble, folder_of

MODULE = """
class Fine:
    name = "fine"
    intents = ("fine",)
    def handle(self, act, view):
        return ()

class NoIntents(Fine):
    intents = "fine"

class Raises:
    intents = ("x",)
    def handle(self, act, view): ...
    @property
    def name(self): raise RuntimeError("no name today")

fine, no_intents, raises = Fine(), NoIntents(), Raises()
number = 7
def factory(settings, *more): return settings.language
"""


class Dist(importlib.metadata.Distribution):
    """A distribution that exists in this test alone."""

    def __init__(self, name: str) -> None:
        self._named = name

    def read_text(self, filename: str) -> str | None:
        return f"Metadata-Version: 2.1\nName: {self._named}\nVersion: 1\n" if filename == "METADATA" else None

    def locate_file(self, path: object) -> Path:
        return Path(str(path))


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "stranger_ok.py").write_text(MODULE)
    (tmp_path / "stranger_raises.py").write_text("raise RuntimeError('left the oven on')")
    (tmp_path / "stranger_exits.py").write_text("import sys; sys.exit(3)")
    (tmp_path / "stranger_syntax.py").write_text("def (")
    (tmp_path / "stranger_needs.py").write_text("import a_library_nobody_has")
    yield tmp_path
    for name in [n for n in sys.modules if n.startswith("stranger_")]:
        del sys.modules[name]


def point(name: str, value: str, group: Group = Group.SKILLS, dist: str = "stranger") -> EntryPoint:
    return EntryPoint(name, value, group.value)._for(Dist(dist))  # type: ignore[attr-defined]


@pytest.mark.usefixtures("modules")
def test_a_good_skill_is_loaded_only_when_asked_for() -> None:
    plugins = Plugins([point("fine", "stranger_ok:fine")])
    assert plugins.names(Group.SKILLS) == ("fine",)
    assert "stranger_ok" not in sys.modules
    loaded = plugins.load(Group.SKILLS, "fine")
    assert isinstance(loaded, Skill)
    assert loaded.name == "fine"


@pytest.mark.parametrize(
    ("name", "value", "trouble", "told"),
    [
        ("a", "stranger_raises:skill", Trouble.IMPORT, "left the oven on"),
        ("a", "stranger_exits:skill", Trouble.IMPORT, "SystemExit"),
        ("a", "stranger_syntax:skill", Trouble.IMPORT, "SyntaxError"),
        ("a", "stranger_needs:skill", Trouble.IMPORT, "a_library_nobody_has"),
        ("a", "stranger_gone:skill", Trouble.IMPORT, "stranger_gone"),
        ("a", "stranger_ok:gone", Trouble.IMPORT, "gone"),
        ("a", "stranger_ok:number", Trouble.TYPE, "a int"),
        ("fine", "stranger_ok:Fine", Trouble.TYPE, "the class Fine"),
        ("other", "stranger_ok:fine", Trouble.TYPE, "calls itself 'fine'"),
        ("fine", "stranger_ok:no_intents", Trouble.TYPE, "intents"),
        ("a", "stranger_ok:raises", Trouble.IMPORT, "no name today"),
    ],
)
@pytest.mark.usefixtures("modules")
def test_a_broken_skill_is_a_value_that_says_why(name: str, value: str, trouble: Trouble, told: str) -> None:
    problem = Plugins([point(name, value)]).load(Group.SKILLS, name)
    assert isinstance(problem, PluginProblem)
    assert (problem.trouble, problem.name, problem.distribution) == (trouble, name, "stranger")
    assert told in problem.reason
    assert problem.remedy
    assert "stranger" in str(problem)


@pytest.mark.usefixtures("modules")
def test_one_broken_plugin_leaves_the_others_alone() -> None:
    plugins = Plugins([point("bad", "stranger_raises:x"), point("fine", "stranger_ok:fine")])
    loaded = plugins.load_all(Group.SKILLS)
    assert list(loaded.values) == ["fine"]
    assert [problem.name for problem in loaded.problems] == ["bad"]


@pytest.mark.usefixtures("modules")
def test_a_stranger_cannot_take_a_name_of_ours() -> None:
    plugins = Plugins(
        [point("fine", "stranger_raises:x"), point("fine", "stranger_ok:fine", dist="voicecart")]
    )
    assert isinstance(plugins.load(Group.SKILLS, "fine"), Skill)
    (clash,) = plugins.clashes()
    assert (clash.trouble, clash.distribution) == (Trouble.CLASH, "stranger")
    assert "voicecart" in clash.reason


@pytest.mark.usefixtures("modules")
def test_two_strangers_with_one_name_get_neither() -> None:
    plugins = Plugins([point("fine", "stranger_ok:fine", dist=d) for d in ("one", "two")])
    loaded = plugins.load_all(Group.SKILLS)
    assert not loaded.values
    assert {problem.distribution for problem in loaded.problems} == {"one", "two"}
    assert plugins.load(Group.SKILLS, "fine").trouble is Trouble.MISSING


def test_the_same_package_seen_twice_is_no_clash() -> None:
    plugins = Plugins([point("a", "x:y"), point("a", "x:y")])
    assert plugins.clashes() == ()


def test_an_unknown_name_is_told_with_what_there_is() -> None:
    problem = Plugins([point("b", "x:y"), point("a", "x:y")]).load(Group.SKILLS, "c")
    assert problem.trouble is Trouble.MISSING
    assert "a, b" in problem.remedy


@pytest.mark.parametrize("group", [Group.RECOGNIZERS, Group.SPEAKERS, Group.STORES])
@pytest.mark.usefixtures("modules")
def test_factories_are_functions_of_the_settings(group: Group) -> None:
    plugins = Plugins(
        [point("good", "stranger_ok:factory", group), point("bad", "stranger_ok:number", group)]
    )
    loaded = plugins.load_all(group)
    assert loaded.values["good"](Settings(), {}) == "en"
    assert [problem.trouble for problem in loaded.problems] == [Trouble.TYPE]


def test_a_plugins_name_can_be_set(modules: Path) -> None:
    plugins = Plugins([point("corner", "stranger_ok:factory", Group.STORES)])
    assert load_settings(environ={"VOICECART_STORE": "corner"}, plugins=plugins).store == "corner"
    with pytest.raises(SettingsError, match=r"Did you mean 'corner'\?"):
        load_settings(environ={"VOICECART_STORE": "cornr"}, plugins=plugins)


def test_a_locale_is_a_folder_however_it_is_brought(modules: Path) -> None:
    (modules / "stranger_locale").mkdir()
    (modules / "stranger_ok.py").write_text(
        "from pathlib import Path\nplace = Path(__file__).parent\ntext = str(place)\n"
        "def function(): return place\nnumber = 7\nmissing = place / 'nowhere'\n"
    )
    values = ("stranger_ok", "stranger_ok:place", "stranger_ok:text", "stranger_ok:function")
    for value in values:
        assert Plugins([point("xx", value, Group.LOCALES)]).load(Group.LOCALES, "xx") == modules
    package = Plugins([point("xx", "stranger_locale", Group.LOCALES)]).load(Group.LOCALES, "xx")
    assert package == modules / "stranger_locale"
    for value in ("stranger_ok:number", "stranger_ok:missing"):
        problem = Plugins([point("xx", value, Group.LOCALES)]).load(Group.LOCALES, "xx")
        assert problem.trouble is Trouble.TYPE
    assert folder_of(7) is None


def addition(modules: Path, name: str, sentences: str, replies: str = "") -> EntryPoint:
    folder = modules / name
    (folder / "sentences").mkdir(parents=True)
    (folder / "replies").mkdir()
    (folder / "sentences" / "x.yaml").write_text(sentences)
    (folder / "replies" / "x.ftl").write_text(replies)
    (modules / f"stranger_{name}.py").write_text(
        f"from pathlib import Path\nwords = Path(__file__).parent / '{name}'\n"
    )
    return point(f"en.{name}", f"stranger_{name}:words", Group.LOCALES)


GOOD = 'language: en\nintents:\n  {0}:\n    data:\n      - sentences: ["{1}"]\n'


@pytest.fixture
def small_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Locale:
    """A language of three sentences: the real one's words, and little to compile."""
    whole, folder = load_folder("en"), tmp_path / "small" / "en"
    (folder / "sentences").mkdir(parents=True)
    (folder / "replies").mkdir()
    for name in ("words.yaml", "common.txt"):
        shutil.copy(whole / name, folder / name)
    (folder / "sentences" / "a.yaml").write_text(
        'language: en\nexpansion_rules: {want: "(i want|give me)"}\nintents:\n  help:\n    data:\n'
        '      - sentences: ["help [me]", "<want> help"]\n'
    )
    (folder / "replies" / "a.ftl").write_text("help = Just talk to me.\n")
    small = locale_from(folder)
    monkeypatch.setattr(pack_module, "load_locale", lambda language: {"en": small}[language])
    return small


def load_folder(language: str) -> Path:
    folder = Plugins().load(Group.LOCALES, language)
    assert isinstance(folder, Path)
    return folder


@pytest.mark.usefixtures("small_english")
def test_additions_bring_sentences_and_replies(modules: Path) -> None:
    added = addition(modules, "jug", GOOD.format("jug", "juggle [for me]"), "jug-now = Juggling.")
    pack = load_language("en", Plugins([added]))
    assert pack.problems == ()
    assert pack.additions == (modules / "jug",)
    assert pack.replies.has("jug-now")
    assert list(pack.locale.templates)[-1].intent == "jug"
    assert len(pack.locale.templates) == len(load_language("en", Plugins([])).locale.templates) + 1


@pytest.mark.parametrize(
    ("sentences", "replies", "told"),
    [
        (GOOD.format("yes", "milk"), "", "'yes' is not for a plug-in"),
        (GOOD.format("pin", "milk"), "", "'pin' is not for a plug-in"),
        (GOOD.format("jug", "(juggle"), "", "template"),
        (GOOD.format("jug", "<nothing>"), "", "nothing"),
        ('language: en\nexpansion_rules: {want: "(milk)"}\n', "", "'want' exists already"),
        ("language: [", "", ""),
        (
            GOOD.format("jug", "juggle"),
            "jug-now = Now.\n\nthis is no fluent",
            ":3: 'this is no fluent' is no reply",
        ),
        (GOOD.format("jug", "juggle"), "help = Mine now.", "exists already"),
    ],
)
@pytest.mark.usefixtures("small_english")
def test_a_broken_addition_is_left_out_and_told(
    modules: Path, sentences: str, replies: str, told: str
) -> None:
    bad = addition(modules, "bad", sentences, replies)
    good = addition(modules, "good", GOOD.format("jug", "juggle"), "jug-now = Juggling.")
    pack = load_language("en", Plugins([bad, good]))
    assert pack.additions == (modules / "good",)
    (problem,) = pack.problems
    assert problem.name == "en.bad"
    assert told in problem.reason


def test_everything_of_ours_is_registered_and_loads() -> None:
    installed = Plugins()
    for group in Group:
        loaded = installed.load_all(group)
        assert [p for p in loaded.problems if p.distribution == "voicecart"] == []
        assert loaded.values, group
    ours = Path(folder_of(sys.modules["voice"]) or "") / "skills"
    files = {path.stem for path in ours.glob("*.py")} - {"__init__"}
    assert files <= set(installed.names(Group.SKILLS))


def test_our_skills_come_after_a_strangers() -> None:
    ours = [
        p for p in importlib.metadata.entry_points(group=Group.SKILLS.value) if p.name in ("talk", "basket")
    ]
    mine = EntryPoint("find", "voice.skills.find:skill", Group.SKILLS.value)._for(Dist("zzz"))  # type: ignore[attr-defined]
    skills, problems = Plugins([*ours, mine]).skills()
    assert [skill.name for skill in skills] == ["find", "basket", "talk"]
    assert problems == ()


def test_the_built_in_factories_build_from_settings(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, shop={"url": "http://127.0.0.1:9/api/", "delivery_fee_minor": 499})
    plugins = Plugins()
    for name in ("embedded", "oscar"):
        store = plugins.load(Group.STORES, name)(settings, {})
        assert store.capabilities().name == name
        store.close()
    for name in ("pyttsx3", "espeak", "piper"):
        assert plugins.load(Group.SPEAKERS, name)(settings).name
