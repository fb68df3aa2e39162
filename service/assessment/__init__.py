"""Pure judgement: no web, no model, no index, no clock. Same arguments, same answer."""
