/* The museum day of museum_day.py by hand: a binary heap, one array for each quantity, no journal. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#define VISITORS 5000
#define ROOMS 30
#define CLERKS 6
#define STAYS 12

typedef struct { double time; int visitor; } event;
enum { COMES, SERVED, STAYED, WALKED, GONE };

static uint64_t state[4];
static double spare;
static int has_spare;
static event heap[VISITORS + 1];
static int heaped;
static char stage[VISITORS];
static int room[VISITORS], from[VISITORS], seen[VISITORS], persons[ROOMS], line[VISITORS];
static double joined[VISITORS];

static uint64_t turned(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

/* xoshiro256** of Blackman and Vigna. */
static double uniform(void) {
    uint64_t word = turned(state[1] * 5, 7) * 9, kept = state[1] << 17;
    state[2] ^= state[0]; state[3] ^= state[1]; state[1] ^= state[2]; state[0] ^= state[3];
    state[2] ^= kept; state[3] = turned(state[3], 45);
    return ((word >> 12) + 0.5) * 0x1p-52;
}

/* The polar method of Marsaglia. */
static double normal(void) {
    double u, v, square, factor;
    if (has_spare) { has_spare = 0; return spare; }
    do { u = 2 * uniform() - 1; v = 2 * uniform() - 1; square = u * u + v * v; }
    while (square >= 1 || square == 0);
    factor = sqrt(-2 * log(square) / square);
    spare = v * factor; has_spare = 1;
    return u * factor;
}

static void put(double time, int visitor) {
    int place = heaped++;
    while (place) {
        int above = (place - 1) / 2;
        if (heap[above].time <= time) break;
        heap[place] = heap[above];
        place = above;
    }
    heap[place].time = time; heap[place].visitor = visitor;
}

static event take(void) {
    event first = heap[0], last = heap[--heaped];
    int place = 0;
    for (;;) {
        int below = 2 * place + 1;
        if (below >= heaped) break;
        if (below + 1 < heaped && heap[below + 1].time < heap[below].time) below++;
        if (last.time <= heap[below].time) break;
        heap[place] = heap[below];
        place = below;
    }
    heap[place] = last;
    return first;
}

static double speed(int zone) {
    double density = persons[zone] / 100.0, v;
    if (density <= 0) return 1.34;
    v = 1.34 * (1 - exp(-1.913 * (1 / density - 1 / 5.4)));
    return v > 0.05 ? v : 0.05;
}

static double stay(void) { return exp(4.5 + 0.6 * normal()); }

/* Simulate a day; return the mean wait. */
double day(uint64_t seed) {
    static const int steps[3] = {1, 2, 15};
    int first = 0, last = 0, busy = 0, i;
    double waited = 0;
    state[0] = seed * 7 + 1; state[1] = seed ^ 99; state[2] = 3; state[3] = 4;
    for (i = 0; i < 20; i++) uniform();
    has_spare = heaped = 0;
    memset(stage, 0, sizeof stage); memset(seen, 0, sizeof seen); memset(persons, 0, sizeof persons);
    for (i = 0; i < VISITORS; i++) put(uniform() * 28800, i);
    while (heaped) {
        event next = take();
        int v = next.visitor, z = room[v];
        double now = next.time, weights[3], wanted, here;
        switch (stage[v]) {
        case COMES:
            joined[v] = now;
            if (busy == CLERKS) { line[last++] = v; break; }
            busy++; stage[v] = SERVED;
            put(now - 25 * log(uniform()), v);
            break;
        case SERVED:
            busy--;
            if (first < last) {
                int called = line[first++];
                busy++; stage[called] = SERVED;
                waited += now - joined[called];
                put(now - 25 * log(uniform()), called);
            }
            room[v] = 0; seen[v] = -1; stage[v] = WALKED;
            put(now + 6 / 1.34 + 6 / speed(0), v);
            break;
        case STAYED:
            here = speed(z);
            if (seen[v] == STAYS - 1) {
                stage[v] = GONE;
                put(now + 6 / here + 6 / 1.34, v);
                break;
            }
            weights[0] = exp(-3 * persons[(z + 1) % ROOMS] / 100.0);
            weights[1] = weights[0] + exp(-3 * persons[(z + 2) % ROOMS] / 100.0);
            weights[2] = weights[1] + exp(-3 * persons[(z + 15) % ROOMS] / 100.0);
            wanted = uniform() * weights[2];
            room[v] = (z + steps[wanted < weights[0] ? 0 : wanted < weights[1] ? 1 : 2]) % ROOMS;
            stage[v] = WALKED;
            from[v] = z;
            put(now + 6 / here + 6 / speed(room[v]), v);
            break;
        case WALKED:
            if (seen[v] >= 0) persons[from[v]]--;
            seen[v]++;
            persons[z]++;
            stage[v] = STAYED;
            put(now + stay(), v);
            break;
        default:
            persons[z]--;
        }
    }
    return waited / VISITORS;
}
