"""The read side against hand-written endpoints and peers, over a million synthetic complaints."""
