"""Streets: what they look like, and the plan of where people and vehicles may be."""

from __future__ import annotations

from nonesuch.world.street.assembling import Street as Street
from nonesuch.world.street.bicycles import bicycle_mesh as bicycle_mesh
from nonesuch.world.street.building import STREET_KINDS as STREET_KINDS
from nonesuch.world.street.building import build_street as build_street
from nonesuch.world.street.cars import CAR_KINDS as CAR_KINDS
from nonesuch.world.street.cars import car_mesh as car_mesh
from nonesuch.world.street.cars import car_size_lwh_m as car_size_lwh_m
from nonesuch.world.street.viewpoints import Viewpoint as Viewpoint
