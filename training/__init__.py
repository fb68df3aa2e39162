"""How the stance model is made and measured; not installed with the service.

`python -m training.data` builds the mix, `training.train` fits the model, `training.export` turns it
into a quantised ONNX file, `training.measure` prints the tables of the model card.
"""
