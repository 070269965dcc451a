"""Settings of the running process that Streamlit has no option for."""

import gc
import socket
import sys
from contextlib import suppress

from threadpoolctl import threadpool_limits

COLLECTED = 50_000, 20, 20  # of objects made, and of collections before an older generation's


def settle() -> None:
    """Keep the imports out of garbage collections, and multiply with one thread."""
    # The matrices here are small: waking a second thread for each costs many times what it saves, more so on a busy
    # machine, where maps of decisions took 1100 ms instead of 26.
    threadpool_limits(1)
    # An answer leaves as soon as it is ready, not when a computation next yields after 5 ms.
    sys.setswitchinterval(0.0005)
    gc.collect()
    gc.freeze()
    # A sweep makes some 50,000 dicts and lists that live until it is sent; looking through them again and again for
    # what nobody reaches took a fifth of its drawing.
    gc.set_threshold(*COLLECTED)


def send_at_once() -> None:
    """Switch Nagle's algorithm off on the listening sockets, whose connections inherit that; call it before `settle`.

    Streamlit creates them without a protocol number, for which asyncio leaves it on: small messages, and an answer's
    body behind its headers, then wait up to 40 ms for an acknowledgement.
    """
    # objects that are frozen out of garbage collections are not among these
    for thing in gc.get_objects():
        # not isinstance: it asks thing.__class__, which some libraries answer with code of their own
        if issubclass(type(thing), socket.socket) and thing.family in (socket.AF_INET, socket.AF_INET6):
            with suppress(OSError):  # closed, or not TCP
                thing.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
