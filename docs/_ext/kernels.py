"""A kernel that did not start is started once more.

Jupyter draws a kernel's ports and lets them go before the kernel takes them: another process
may come first, as the kernel of a second build does now and then
(https://github.com/jupyter/jupyter_client/issues/487). The second time it draws others.
"""

from jupyter_client.client import KernelClient
from nbclient import NotebookClient
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

NOT_STARTED = "Kernel died before replying"
once = NotebookClient.async_start_new_kernel_client


async def or_again(client: NotebookClient) -> KernelClient:
    """Wait for a page's kernel; where it died before it was there, for another one."""
    try:
        return await once(client)
    except RuntimeError as error:
        if NOT_STARTED not in str(error):
            raise
    client.km = client.create_kernel_manager()
    await client.async_start_new_kernel()
    return await once(client)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Take the place of the method with which nbclient waits for a kernel."""
    NotebookClient.async_start_new_kernel_client = or_again  # type: ignore[method-assign,assignment]
    return {"parallel_read_safe": True}
