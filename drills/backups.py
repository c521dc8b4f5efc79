"""B1: what is backed up while the log grows, restored elsewhere and proved there."""

import asyncio
import signal
import sys
from pathlib import Path

from api.devtools.children import dying_with_parent
from drills.drill import Drill, Effort, Seen, settled
from drills.restoring import UNITS, acted, organised
from drills.site import ORIGIN, ROOT
from eventstore.note import SigningKey


async def backup_rehearsed(effort: Effort) -> Seen:
    """The nightly drill: a backup under load is restored elsewhere and everything about it is checked."""
    seen = Seen(times="1 backup taken while the log grew")
    seen.checks = ["list of files, verify, root of the signed checkpoint, digest of the read models"]
    async with effort.grounds.site("backup") as site:
        await organised(site)
        site.sequencer()
        site.signer()
        async with site.watched():
            tasks = [asyncio.create_task(acted(site, unit)) for unit in UNITS]
            place = site.folder / "backup"
            status, said = await site.command(
                "backup", str(place), environment=site.environment(signer_folder=site.signer_folder)
            )
            seen.require(status == 0, f"jejak backup: {said.strip()[-300:]}")
            await asyncio.gather(*tasks)
            await settled(site)
        if seen.wrong:
            return seen
        names = {path.name for path in place.rglob("*")}
        seen.require(not names & {"vault-keys.json", "signing-key"}, "Keys lie in the backup.")
        target = site.folder / "restored"
        status, said = await site.command("restore", str(place), str(target), environment=site.environment())
        seen.require(status == 0, f"jejak restore: {said.strip()[-300:]}")
        seen.require((target / "PG_VERSION").exists(), "jejak restore put no cluster into its folder.")
        status, said = await rehearsal(place, site.vkey)
        seen.require(status == 0, f"The rehearsal failed: {said.strip()[-300:]}")
        seen.what = said.strip().splitlines()[-1] if said.strip() else ""
        status, said = await rehearsal(place, str(SigningKey.generate(ORIGIN).verifying))
        seen.require(status == 1, "The rehearsal accepted a backup that another key had signed.")
        damaged = next(
            path for path in (place / "cluster" / "base").rglob("*") if path.is_file() and path.stat().st_size
        )
        damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
        status, said = await site.command(
            "restore", str(place), str(site.folder / "second"), environment=site.environment()
        )
        seen.require(status == 1 and "has other contents" in said, "A damaged backup was restored.")
    return seen


async def rehearsal(backup: Path, vkey: str) -> tuple[int, str]:
    """Run the nightly command; its exit status and what it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "drills.rehearsal", str(backup), "--vkey", vkey),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        preexec_fn=dying_with_parent(signal.SIGTERM),
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode(errors="replace")


DRILLS = (
    Drill(
        "B1",
        "jejak backup under load, jejak restore into an empty folder, a server started on it",
        "Every file as listed, every entry as hashed, the root of the signed checkpoint, the same read models "
        "after a rebuild, no keys inside; a damaged backup is refused",
        backup_rehearsed,
    ),
)
