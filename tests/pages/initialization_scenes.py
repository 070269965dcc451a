"""Scenes of the page on initialization, taken apart."""

import pytest

from lesson import declared
from lesson.pack import encode, pack
from pages.initialization import PAGE
from pages.initialization.settings import SHOWN, Settings

VIEWS = tuple(SHOWN)
VALUES = {
    name: meta.values or meta.options or ((False, True) if meta.kind is bool else (0, 1, 7))
    for name, meta in declared(Settings).items()
}
every_view = pytest.mark.parametrize("view", VIEWS)


def act_of(view):
    return next(act for act in PAGE.acts if PAGE.opening(act).view == view)


def scene(settings):
    return PAGE.scene(settings, act_of(settings.view).name)


def packed(shown):
    return pack(encode(shown))


def tracks(shown):
    return {track.trace: track.values for track in shown.tracks}


def traces(shown):
    return {trace["uid"]: trace for trace in shown.drawing["data"]}


def said(shown):
    return " ".join((shown.title, shown.words.summary, *shown.words.sentences, shown.answer.because))
