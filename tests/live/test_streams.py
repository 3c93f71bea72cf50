"""The test streams themselves."""

from __future__ import annotations

from dataclasses import replace

import av
import numpy as np

from facerec.detection import detector
from tests.live import streams


def test_the_same_frame_every_time_with_the_face_where_it_is_said_to_be():
    scene = streams.one_person()
    picture, truth = scene.frame(20)
    np.testing.assert_array_equal(scene.frame(20)[0], picture)
    (face,) = detector("haar").detect(picture)
    assert streams.best_overlap(face.box, truth)[0] == "Ravi Laurent"
    assert streams.best_overlap(face.box, truth)[1] > 0.6


def test_a_y4m_file_is_read_by_ffmpeg_as_it_was_written(tmp_path):
    scene = replace(streams.one_person(), size=(120, 160))
    pictures = [scene.frame(number)[0] for number in range(3)]
    streams.write_y4m(tmp_path / "camera.y4m", pictures)
    with av.open(tmp_path / "camera.y4m") as file:
        assert file.streams.video[0].average_rate == streams.FPS
        read = [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]
    assert len(read) == 3
    assert np.abs(np.stack(read).astype(int) - pictures).mean() < 4  # colour at half resolution
