"""A real election of Pabulib's collection, held again in the portal by the people of a roster."""

import html
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from portal.budget import pabulib
from portal.core import clock
from portal.core.codes import new_code
from tests.journeys.visitor import Answer, Visitor
