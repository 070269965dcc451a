"""The theme of the pages as Streamlit finds it."""

from functools import lru_cache

from streamlit import config


def look_up_once() -> None:
    """Let Streamlit look the theme up among its options once, and not six times in every run of every page.

    That was a tenth of a rerun and more. The options of a running server do not change.
    """
    # Streamlit's own name, not a public one: where it is gone, a run takes as long as it did.
    found = getattr(config, "get_options_for_section", None)
    if found is not None and not hasattr(found, "cache_info"):
        config.get_options_for_section = lru_cache(found)
