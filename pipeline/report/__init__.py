"""Tables to one self-contained HTML page that people read: `mine report`."""
