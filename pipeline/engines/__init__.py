"""Where work runs. An engine maps a pure function over tasks and yields results in task order."""
