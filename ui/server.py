"""Settings of the running server that Streamlit has no option for; `settle` makes them once a process."""

import gc
import socket
import sys
from contextlib import suppress

import streamlit as st
from threadpoolctl import threadpool_limits


@st.cache_resource
def settle() -> None:
    """Keep the imports out of garbage collections, send every message at once, and multiply with one thread.

    Streamlit's sockets are created without a protocol number, for which asyncio leaves Nagle's algorithm on: the small
    messages of a rerun then wait up to 40 ms for an acknowledgement. Connections inherit the listening socket's option.
    """
    for thing in gc.get_objects():
        # not isinstance: it asks thing.__class__, which some libraries answer with code of their own
        if issubclass(type(thing), socket.socket) and thing.family in (socket.AF_INET, socket.AF_INET6):
            with suppress(OSError):  # closed, or not TCP
                thing.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # The matrices here are small: waking a second thread for each costs many times what it saves, more so on a busy
    # machine, where maps of decisions took 1100 ms instead of 26.
    threadpool_limits(1)
    # A picture leaves the server thread as soon as it is ready, not when the page's script next yields after 5 ms.
    sys.setswitchinterval(0.0005)
    gc.collect()
    gc.freeze()
