"""What Gradio remembers of each page that is open, without what it would remember for ever.

Gradio 6.31 makes a component anew whenever an event changes it, under a new number, and when the page next sends that
component it stores it a second time under this number. So each question left a chat, with all that it shows, and two boxes
behind for as long as the page's state was kept. And it kept the states of the last 10,000 pages, a third of a megabyte
each, whether they were open or not. Here a new component has the number of the one that it replaces, and a page that was
closed is forgotten after an hour.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import gradio as gr
    from gradio.state_holder import StateHolder

PAGES = 2000
"""Pages whose state is kept at most, the latest used; a page that was forgotten goes on with the state of a new one."""

CLOSED = timedelta(hours=1)
"""For how long the state of a page is kept that is no longer open: its connection may only have been lost."""


def page_states(page: gr.Blocks) -> StateHolder:
    """The states of all open pages, to stand in place of Gradio's own."""
    from gradio.blocks import Block
    from gradio.state_holder import SessionState, StateHolder

    class PageState(SessionState):
        def __setitem__(self, key: int, value: Any) -> None:
            if isinstance(value, Block):
                value._id = key
            super().__setitem__(key, value)

    class PageStates(StateHolder):
        def __getitem__(self, session_id: str) -> SessionState:
            with self.lock:
                if session_id not in self.session_data:
                    self.session_data[session_id] = PageState(self.blocks)
            return super().__getitem__(session_id)

        def delete_state(self, session_id: str, expired_only: bool = False) -> None:
            """Gradio asks for it every second, for every page."""
            super().delete_state(session_id, expired_only)
            with self.lock:
                state, used = self.session_data.get(session_id), self.time_last_used.get(session_id)
                if state is not None and state.is_closed and used is not None and datetime.now() - used > CLOSED:
                    del self.session_data[session_id], self.time_last_used[session_id]

    states = PageStates()  # type: ignore[no-untyped-call]
    page.state_session_capacity = PAGES
    states.set_blocks(page)
    return states
