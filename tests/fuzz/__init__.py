"""Random bytes, guided by what they reach, against everything that reads what nobody vetted."""
