"""How the book's pages are executed: SVG figures without dates, and a quiet kernel."""

c = get_config()  # noqa: F821 - IPython defines it
c.HistoryManager.enabled = False
c.IPKernelApp.log_level = (
    40  # a warning on unencrypted local sockets is not for readers
)
c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.print_figure_kwargs = {
    "bbox_inches": "tight",
    "metadata": {"Date": None},
}
