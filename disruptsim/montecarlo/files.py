"""Files of a run folder, on disk or wherever fsspec reaches: each is there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Protocol


class Files(Protocol):
    """What a run folder needs of a file system. Names are relative to the folder, with slashes."""

    where: str

    def names(self) -> set[str]:
        """Files in the folder and below, without what was left half written."""
        ...

    def read(self, name: str) -> bytes:
        """Content of a file."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Write a file so that it is there whole or not at all, and stays if the power fails."""
        ...

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        ...


def files_at(where: str | Path) -> Files:
    """Files of a folder: a path, or a URL such as ``memory://runs/a`` or ``s3://bucket/runs/a``."""
    text = str(where)
    return Remote(text) if "://" in text else Local(Path(where))


class Local:
    """A folder on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.where = folder, str(folder)

    def names(self) -> set[str]:
        """See `Files`."""
        if self.folder.exists() and not self.folder.is_dir():
            raise NotADirectoryError(f"{self.folder} is a file")
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix() for path in found if path.suffix != ".tmp"}

    def read(self, name: str) -> bytes:
        """See `Files`."""
        return (self.folder / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        """See `Files`."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        with aside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
        _sync_folder(path.parent)

    def remove(self, name: str) -> None:
        """See `Files`."""
        (self.folder / name).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Have the new name of a file outlive a power failure too, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Remote:
    """A folder that fsspec reaches. Its stores put a file there whole; where one does not, the checksum tells."""

    def __init__(self, url: str) -> None:
        import fsspec

        self.where = url
        self._system: Any
        self._system, self._root = fsspec.core.url_to_fs(url)

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"

    def names(self) -> set[str]:
        """See `Files`."""
        if not self._system.exists(self._root):
            return set()
        if not self._system.isdir(self._root):
            raise NotADirectoryError(f"{self.where} is a file")
        start = len(self._root.rstrip("/").lstrip("/")) + 1
        return {path.lstrip("/")[start:] for path in self._system.find(self._root) if not path.endswith(".tmp")}

    def read(self, name: str) -> bytes:
        """See `Files`."""
        content: bytes = self._system.cat_file(self._path(name))
        return content

    def write(self, name: str, content: bytes) -> None:
        """See `Files`."""
        path = self._path(name)
        self._system.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        self._system.pipe_file(path, content)

    def remove(self, name: str) -> None:
        """See `Files`."""
        if self._system.exists(self._path(name)):
            self._system.rm_file(self._path(name))
