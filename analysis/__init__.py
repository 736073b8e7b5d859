"""The engine: transcript in, scorecard out, every judgement traceable and paid for once."""
