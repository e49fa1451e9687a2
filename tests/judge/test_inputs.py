from autograder.judge.inputs import exercise_seed, generators

SECRET = b"s" * 32


def draw(seed, n=3):
    return [rng.normal() for rng in generators(seed, n)]


def test_the_same_student_and_exercise_get_the_same_inputs():
    assert draw(exercise_seed(SECRET, "ada", "06", "test-forward")) == draw(
        exercise_seed(SECRET, "ada", "06", "test-forward")
    )


def test_another_student_exercise_or_secret_gets_other_inputs():
    seeds = [
        exercise_seed(SECRET, "ada", "06", "test-forward"),
        exercise_seed(SECRET, "bob", "06", "test-forward"),
        exercise_seed(SECRET, "ada", "06", "test-delta"),
        exercise_seed(SECRET, "ada", "07", "test-forward"),
        exercise_seed(b"t" * 32, "ada", "06", "test-forward"),
    ]
    drawn = [value for seed in seeds for value in draw(seed)]
    assert len(set(drawn)) == len(drawn)


def test_names_that_run_into_each_other_do_not_share_a_seed():
    assert exercise_seed(SECRET, "a", "bc", "d") != exercise_seed(SECRET, "ab", "c", "d")
