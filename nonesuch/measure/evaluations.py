"""One measurement each: from pictures or videos to tables."""

from __future__ import annotations

from nonesuch.measure import groups, privacy, quality, utility
from nonesuch.measure.bench import AGE_AND_SEX, Bench, readings_of
from nonesuch.measure.diversity import diversity
from nonesuch.measure.faces import Progress
from nonesuch.measure.nonexistence import nonexistence_table
from nonesuch.measure.store import Store
from nonesuch.measure.study import Study
from nonesuch.measure.tables import Table


def privacy_tables(study: Study, store: Store, progress: Progress) -> list[Table]:
    """Recognition, verification, linkage, non-existence, and the recognizers' sanity.

    Raises Refusal if there are too few people, or nobody twice.
    """
    crowd = privacy.crowd_of(study.faces, study.originals)
    progress("attacking", 0, None)
    return [
        privacy.recognition_table(crowd, study.rows),
        privacy.verification_table(crowd, study.rows),
        privacy.linkage_table(crowd, study.rows),
        nonexistence_table(crowd, store, progress),
        privacy.sanity_table(crowd),
    ]


def utility_tables(study: Study) -> list[Table]:
    """Detection, and landmarks with pose and expression."""
    return [
        utility.detection_table(study.faces, study.originals, study.rows),
        utility.expression_table(study.faces, study.originals, study.rows),
    ]


def quality_tables(study: Study, progress: Progress) -> list[Table]:
    """Distances of sets, seam, diversity."""
    diversities = {
        contender.name: diversity(contender, study.faces, progress)
        for contender in study.contenders
        if contender.makes_people
    }
    table = quality.quality_table(study.faces, study.originals, study.rows, diversities)
    return [table]


def group_tables(study: Study, store: Store, progress: Progress) -> list[Table]:
    """The study's methods for each group of people; age and sex are read here.

    The study has read the instruments of :mod:`nonesuch.measure.groups`.
    """
    original = study.contenders[0]
    looks = readings_of(original, study.faces, (AGE_AND_SEX,), Bench(store), progress)
    return [groups.group_table(study.faces, study.originals | looks, study.rows)]
