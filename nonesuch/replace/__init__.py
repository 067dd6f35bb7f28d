"""Who stands there instead: identities, crops, the generators, filters, blending."""
