"""Says which variables Ansible finds in inventories in INI: a JSON list of texts in, a list of lists of names out. None: it refuses."""

import json
import os
import sys
import tempfile

from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.inventory.ini import InventoryModule

OWN = {"inventory_file", "inventory_dir", "ansible_port"}


def judged(text):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "hosts")
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        data = InventoryData()
        try:
            InventoryModule().parse(data, DataLoader(), path)
        except AnsibleError:
            return None
    owners = [*data.groups.values(), *data.hosts.values()]
    return sorted({str(name) for owner in owners for name in owner.vars} - OWN)


json.dump([judged(text) for text in json.load(sys.stdin)], sys.stdout)
