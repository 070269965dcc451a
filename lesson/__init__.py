"""What pages are made of: settings, acts and scenes as values, and how numbers are written."""

from lesson.link import View, read, written
from lesson.numbers import counted, number, rounded_down, rounded_up
from lesson.page import Act, Page
from lesson.scene import Answer, Formula, Pick, Readout, Scene, Track, Words
from lesson.setting import Setting, check, declared, setting

__all__ = [
    "Act",
    "Answer",
    "Formula",
    "Page",
    "Pick",
    "Readout",
    "Scene",
    "Setting",
    "Track",
    "View",
    "Words",
    "check",
    "counted",
    "declared",
    "number",
    "read",
    "rounded_down",
    "rounded_up",
    "setting",
    "written",
]
