"""Features brought back to their cells, by hand."""

import numpy as np
import pytest
from sklearn.pipeline import make_union

from facerec.explaining.cells import cell_strengths, cell_sums, describes_cells, spread
from facerec.features import HOG, Gabor, LBPHistograms, Pixels


def test_histograms_lie_cell_after_cell():
    features = np.zeros((1, 2 * 3 * 256))
    features[0, 4 * 256 + 7], features[0, 4 * 256 + 9] = 3, -4  # the fifth cell: second row, second column
    np.testing.assert_array_equal(cell_strengths(LBPHistograms(grid=(2, 3)), features), [[[0, 0, 0], [0, 5, 0]]])


def test_overlapping_and_mirrored_cells_share_what_they_have():
    terms = np.zeros((1, 1 * 2 * 256))
    terms[0, 3] = 7  # of the left cell: its halves have 3 parts each, the nearer half of the right one has 1
    terms[0, 256 + 5] = 14
    overlapping = cell_sums(LBPHistograms(grid=(1, 2), overlap=True), terms)
    np.testing.assert_allclose(overlapping, [[[1.5, 2.5, 3.5, 3.0]] * 2])
    mirrored = cell_sums(LBPHistograms(grid=(1, 2), mirrored=True), terms)
    np.testing.assert_allclose(mirrored, [[[10.5, 10.5]]])


def test_parts_of_a_union_are_summed_where_they_have_one_grid():
    coarse, fine = LBPHistograms("lpq", grid=(1, 2)), LBPHistograms(grid=(1, 2), uniform=True)
    terms = np.zeros((1, 2 * 256 + 2 * 59))
    terms[0, 256], terms[0, 512 + 59] = 1, 2  # both of the right cell
    np.testing.assert_array_equal(cell_sums(make_union(coarse, fine), terms), [[[0, 3]]])
    for other in (make_union(coarse, LBPHistograms(grid=(2, 2))), make_union(coarse, Pixels())):
        assert not describes_cells(other)
        with pytest.raises(TypeError, match="one grid"):
            cell_sums(other, terms)


def test_channels_lie_one_after_the_other():
    features = np.zeros((2, 40, 2, 3))
    features[1, 0, 1, 2], features[1, 39, 1, 2] = 6, 8
    strengths = cell_strengths(Gabor(grid=(2, 3)), features.reshape(2, -1))
    np.testing.assert_array_equal(strengths, [np.zeros((2, 3)), [[0, 0, 0], [0, 0, 10]]])


def test_a_cell_has_what_all_its_blocks_say():
    """Of 3 by 3 cells the middle one is in all four blocks, as their last, third, second and first cell."""
    blocks = np.zeros((1, 2, 2, 4, 18))
    blocks[0, 0, 0, 3, 0] = blocks[0, 0, 1, 2, 1] = blocks[0, 1, 0, 1, 2] = blocks[0, 1, 1, 0, 3] = 2
    strengths = cell_strengths(HOG((3, 3)), blocks.reshape(1, -1))
    np.testing.assert_array_equal(strengths, [[[0, 0, 0], [0, 4, 0], [0, 0, 0]]])


def test_steps_without_cells_are_refused():
    with pytest.raises(TypeError, match="Pixels"):
        cell_strengths(Pixels(), np.zeros((1, 4)))


def test_values_are_shared_out_over_the_pixels_they_cover():
    np.testing.assert_allclose(spread(np.array([[2.0, 6.0]]), (1, 4)), [[1, 1, 3, 3]])
    np.testing.assert_allclose(spread(np.array([[2.0, 6.0]]), (2, 3)), [[2 / 3, 4 / 3, 2]] * 2)
    np.testing.assert_allclose(spread(np.array([[1.0, 2.0, 3.0]]), (1, 2)), [[2, 4]])
