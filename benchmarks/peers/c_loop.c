/* The mini corridor as an event loop in C: one event a move, a heap of events, times in arrays.
 *
 * Boxes are numbers, train by train; queues are first in, first out. What stands at the quay is
 * matched when all events of an instant are over: vessels look in the order in which they berthed.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum kind { TRAIN, CRANE, BAY, SECTION, PORT, QUAY, FAR, BACK };

typedef struct { double time; unsigned long number; int kind, who, vessel; } Event;

typedef struct { int at_berth, waits, room, working, next, last, loads; int *from, *to; } Vessel;

typedef struct {
    double end, crane_hours, quay_crane_hours, sailing_hours, section_hours, headway_hours;
    long trains, train_boxes, cranes, bays, berths, cranes_per_berth, vessels, vessel_boxes;
    long sections;
} Numbers;

typedef struct {
    const Numbers *n;
    Event *heap; long events; unsigned long number;
    int *crane_queue, *bay_queue, *yard, *left, *berthed, *queue;
    long crane_head, crane_tail, bay_head, bay_tail, yard_head, yard_tail;
    long idle_cranes, idle_bays, free_berths, at_berth, queue_head, queue_tail;
    Vessel *vessels;
    double *next_path;
    int unsettled;
} World;

static int before(const Event *a, const Event *b) {
    return a->time < b->time || (a->time == b->time && a->number < b->number);
}

static void schedule(World *w, double time, int kind, int who, int vessel) {
    if (!(time < w->n->end)) return;
    Event one = {time, w->number++, kind, who, vessel};
    long i = w->events++;
    while (i) {
        long parent = (i - 1) / 2;
        if (!before(&one, &w->heap[parent])) break;
        w->heap[i] = w->heap[parent];
        i = parent;
    }
    w->heap[i] = one;
}

static Event next_event(World *w) {
    Event first = w->heap[0], last = w->heap[--w->events];
    long i = 0, child;
    while ((child = 2 * i + 1) < w->events) {
        if (child + 1 < w->events && before(&w->heap[child + 1], &w->heap[child])) child++;
        if (!before(&w->heap[child], &last)) break;
        w->heap[i] = w->heap[child];
        i = child;
    }
    w->heap[i] = last;
    return first;
}

/* A vessel takes what is ready and fits; its cranes begin. */
static void look(World *w, double now, int v) {
    Vessel *ship = &w->vessels[v];
    long ready = w->yard_tail - w->yard_head;
    long taken = ready < ship->room ? ready : ship->room;
    if (!taken) return;
    ship->waits = 0;
    ship->from[ship->loads] = ship->next = (int)w->yard_head;
    w->yard_head += taken;
    ship->to[ship->loads++] = ship->last = (int)w->yard_head;
    ship->room -= (int)taken;
    for (long c = 0; c < w->n->cranes_per_berth && ship->next < ship->last; c++) {
        ship->working++;
        schedule(w, now + w->n->quay_crane_hours, QUAY, w->yard[ship->next++], v);
    }
}

/* The end of an instant: berths are taken, then vessels look for boxes. */
static void settle(World *w, double now) {
    while (w->free_berths && w->queue_head < w->queue_tail) {
        int v = w->queue[w->queue_head++ % w->n->vessels];
        w->free_berths--;
        w->berthed[w->at_berth++] = v;
        w->vessels[v].waits = 1;
        w->vessels[v].room = (int)w->n->vessel_boxes;
        w->vessels[v].loads = 0;
    }
    for (long b = 0; b < w->at_berth && w->yard_head < w->yard_tail; b++)
        if (w->vessels[w->berthed[b]].waits) look(w, now, w->berthed[b]);
    w->unsettled = 0;
}

static void leave(World *w, double now, int v) {
    long b = 0;
    while (w->berthed[b] != v) b++;
    memmove(&w->berthed[b], &w->berthed[b + 1], (size_t)(--w->at_berth - b) * sizeof(int));
    w->free_berths++;
    schedule(w, now + w->n->sailing_hours, FAR, v, v);
}

int run(const Numbers *n, const double *trains, const unsigned char *inspected,
        const double *inspection_hours, const double *running_hours, double *unloaded,
        double *departed, double *in_port, double *loaded, double *delivered) {
    long boxes = n->trains * n->train_boxes;
    World world = {.n = n, .idle_cranes = n->cranes, .idle_bays = n->bays,
                   .free_berths = n->berths, .unsettled = 1}, *w = &world;
    w->heap = malloc((size_t)(n->trains + n->cranes + n->bays + 4 * n->vessels + 64) * sizeof(Event));
    w->crane_queue = malloc((size_t)boxes * sizeof(int));
    w->bay_queue = malloc((size_t)boxes * sizeof(int));
    w->yard = malloc((size_t)boxes * sizeof(int));
    w->left = malloc((size_t)n->trains * sizeof(int));
    w->berthed = malloc((size_t)n->vessels * sizeof(int));
    w->queue = malloc((size_t)n->vessels * sizeof(int));
    w->next_path = calloc((size_t)n->sections + 1, sizeof(double));
    w->vessels = calloc((size_t)n->vessels, sizeof(Vessel));
    if (!w->heap || !w->crane_queue || !w->bay_queue || !w->yard || !w->left || !w->vessels) return 1;
    for (int v = 0; v < n->vessels; v++) {
        w->vessels[v].from = malloc((size_t)n->vessel_boxes * sizeof(int));
        w->vessels[v].to = malloc((size_t)n->vessel_boxes * sizeof(int));
        w->queue[w->queue_tail++] = v;
    }
    if (n->trains) schedule(w, trains[0], TRAIN, 0, 0);
    while (w->events) {
        Event e = next_event(w);
        double now = e.time;
        switch (e.kind) {
        case TRAIN:
            w->left[e.who] = (int)n->train_boxes;
            for (long k = 0; k < n->train_boxes; k++)
                w->crane_queue[w->crane_tail++] = (int)(e.who * n->train_boxes + k);
            while (w->idle_cranes && w->crane_head < w->crane_tail) {
                w->idle_cranes--;
                schedule(w, now + n->crane_hours, CRANE, w->crane_queue[w->crane_head++], 0);
            }
            if (e.who + 1 < n->trains) schedule(w, trains[e.who + 1], TRAIN, e.who + 1, 0);
            break;
        case CRANE:
            unloaded[e.who] = now;
            if (w->crane_head < w->crane_tail)
                schedule(w, now + n->crane_hours, CRANE, w->crane_queue[w->crane_head++], 0);
            else w->idle_cranes++;
            if (inspected[e.who]) {
                if (w->idle_bays) {
                    w->idle_bays--;
                    schedule(w, now + inspection_hours[e.who], BAY, e.who, 0);
                } else w->bay_queue[w->bay_tail++] = e.who;
                break;
            }
            goto cleared;
        case BAY:
            if (w->bay_head < w->bay_tail) {
                int box = w->bay_queue[w->bay_head++];
                schedule(w, now + inspection_hours[box], BAY, box, 0);
            } else w->idle_bays++;
        cleared: {
            long train = e.who / n->train_boxes, first = train * n->train_boxes;
            if (--w->left[train]) break;
            for (long k = first; k < first + n->train_boxes; k++) departed[k] = now;
            schedule(w, now + running_hours[train], n->sections ? SECTION : PORT, (int)train, 0);
            break;
        }
        case SECTION: {  /* e.vessel is the section upon which the train has come */
            double path = now > w->next_path[e.vessel] ? now : w->next_path[e.vessel];
            w->next_path[e.vessel] = path + n->headway_hours;
            int last = e.vessel + 1 == n->sections;
            schedule(w, path + n->section_hours, last ? PORT : SECTION, e.who, e.vessel + 1);
            break;
        }
        case PORT:
            for (long k = 0; k < n->train_boxes; k++) {
                int box = (int)(e.who * n->train_boxes + k);
                in_port[box] = now;
                w->yard[w->yard_tail++] = box;
            }
            w->unsettled = 1;
            break;
        case QUAY: {
            Vessel *ship = &w->vessels[e.vessel];
            loaded[e.who] = now;
            if (ship->next < ship->last) {
                schedule(w, now + n->quay_crane_hours, QUAY, w->yard[ship->next++], e.vessel);
                break;
            }
            if (--ship->working) break;
            if (ship->room) ship->waits = 1;
            else leave(w, now, e.vessel);
            w->unsettled = 1;
            break;
        }
        case FAR:
            for (int load = 0; load < w->vessels[e.who].loads; load++)
                for (int y = w->vessels[e.who].from[load]; y < w->vessels[e.who].to[load]; y++)
                    delivered[w->yard[y]] = now;
            schedule(w, now + n->sailing_hours, BACK, e.who, 0);
            break;
        case BACK:
            w->queue[w->queue_tail++ % n->vessels] = e.who;
            w->unsettled = 1;
            break;
        }
        if (w->unsettled && (!w->events || w->heap[0].time > now)) settle(w, now);
    }
    for (int v = 0; v < n->vessels; v++) free(w->vessels[v].from), free(w->vessels[v].to);
    free(w->heap), free(w->crane_queue), free(w->bay_queue), free(w->yard), free(w->left);
    free(w->berthed), free(w->queue), free(w->vessels), free(w->next_path);
    return 0;
}
