"""Opens a city's GeoPackage and its OGC API Features in QGIS: qgis_client.py FILE ADDRESS PICTURE, token in TOKEN."""

import os
import sqlite3
import sys

from qgis.core import (QgsApplication, QgsAuthMethodConfig, QgsCoordinateReferenceSystem, QgsMapRendererParallelJob, QgsMapSettings,
                       QgsVectorLayer)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

file, address, picture = sys.argv[1:4]
application = QgsApplication([], False)
application.initQgis()
faults = []


def expect(holds, what):
    if not holds:
        faults.append(what)


def token_config():
    manager = QgsApplication.authManager()
    manager.setMasterPassword("only for this run", True)
    config = QgsAuthMethodConfig("Basic", 2)
    config.setName("muster")
    config.setConfigMap({"username": "gis", "password": os.environ["TOKEN"]})
    manager.storeAuthenticationConfig(config)
    return config.id()


tables = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
layers = {}
placed = 0  # registered with a place, rows or none
rows_read = 0
for name, kind in tables.execute("SELECT table_name, data_type FROM gpkg_contents ORDER BY table_name"):
    layer = QgsVectorLayer(f"{file}|layername={name}", name, "ogr")
    wanted = tables.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]
    placed += kind == "features"
    if wanted == 0 and kind == "features":  # QGIS takes the kind of place from the first row
        continue
    expect(layer.isValid(), f"{name}: does not open")
    got = sum(1 for _ in layer.getFeatures())
    expect(got == wanted, f"{name}: {got} of {wanted} rows")
    personal = {"phone", "id_number", "receiver_phone"} & {field.name() for field in layer.fields()} if name == "v_person" else set()
    expect(not personal, f"{name}: shows {personal}")
    if kind == "features":
        expect(layer.crs().authid() == "EPSG:4326", f"{name}: {layer.crs().authid()}")
        layers[name] = layer
    rows_read += got
expect(placed > 20, f"only {placed} layers with a place")

drawn = [layers[name] for name in ("v_gauge", "v_store", "v_dike_section", "v_jurisdiction")]
settings = QgsMapSettings()
settings.setLayers(drawn)
settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
settings.setOutputSize(QSize(1200, 900))
settings.setBackgroundColor(QColor("white"))
settings.setExtent(settings.fullExtent())
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
image = job.renderedImage()
image.save(picture)
inked = sum(1 for x in range(0, 1200, 3) for y in range(0, 900, 3) if image.pixel(x, y) & 0xFFFFFF != 0xFFFFFF)
expect(inked > 5000, f"the map shows {inked} inked points")

config = token_config()
for name in ("gauge", "dike_section", "store"):
    remote = QgsVectorLayer(f"url='{address}/ogc/features' typename='{name}' authcfg={config} pageSize='100'", name, "OAPIF")
    expect(remote.isValid(), f"OGC API {name}: {remote.error().message()}")
    local = {(f["id"], f["label"]) for f in layers["v_" + name].getFeatures()}
    names = [field.name() for field in remote.fields()]
    seen = list(remote.getFeatures()) if remote.isValid() else []
    expect(len(seen) == len(local), f"OGC API {name}: {len(seen)} of {len(local)}; fields {names[:8]}")
    expect(all(not f.geometry().isNull() for f in seen), f"OGC API {name}: rows without a place")

print(f"{rows_read} 行 · rows in {len(layers)} of {placed} 图层 · layers; {inked} 点着色 · points inked")
for fault in faults:
    print("QGIS:", fault, file=sys.stderr)
sys.stdout.flush()
sys.stderr.flush()
os._exit(1 if faults else 0)  # QGIS 3.22 falls over its own provider registry when it is taken down
