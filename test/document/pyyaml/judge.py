"""Says what PyYAML makes of YAML texts: a JSON list of texts in, a list of values out. None in place of [value]: it refuses."""

import datetime
import json
import sys

import yaml

LOADERS = (yaml.CSafeLoader, yaml.SafeLoader)


def plain(value):
    """The value as JSON, with the keys as secgroup spells them. Dates are texts here, as they are to Heat."""
    if isinstance(value, dict):
        return {spelled(key): plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return str(value)
    return value


def spelled(key):
    if isinstance(key, bool) or key is None:
        return json.dumps(key)
    return str(key)


def judged(text):
    """The loader of libyaml and the one in Python take different texts; what both take, they read alike."""
    for loader in LOADERS:
        loader.add_constructor("tag:yaml.org,2002:timestamp", loader.construct_yaml_str)
        try:
            return [plain(yaml.load(text, loader))]
        except (yaml.YAMLError, ValueError, TypeError):
            continue
    return None


json.dump([judged(text) for text in json.load(sys.stdin)], sys.stdout)
