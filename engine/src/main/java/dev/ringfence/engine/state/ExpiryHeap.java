package dev.ringfence.engine.state;

/** The open reservations that end by themselves, the next one first. */
final class ExpiryHeap {
  private final Reservations reservations;
  private final PagedInts heap = new PagedInts();
  private int size;

  ExpiryHeap(Reservations reservations) {
    this.reservations = reservations;
  }

  /** The reservation that ends first, or none. */
  int first() {
    return size == 0 ? Rows.NONE : heap.get(0);
  }

  void add(int row) {
    heap.set(size, row);
    size++;
    moveUp(size - 1, row);
  }

  void remove(int row) {
    int place = reservations.place(row);
    if (place >= size || heap.get(place) != row) {
      throw new IllegalStateException("Reservation row " + row + " is not waiting for its end");
    }
    size--;
    int last = heap.get(size);
    if (last != row) {
      put(place, last);
      moveUp(place, last);
      moveDown(reservations.place(last), last);
    }
  }

  private void moveUp(int start, int row) {
    int place = start;
    while (place > 0) {
      int parent = (place - 1) >>> 1;
      int above = heap.get(parent);
      if (!reservations.endsBefore(row, above)) {
        break;
      }
      put(place, above);
      place = parent;
    }
    put(place, row);
  }

  private void moveDown(int start, int row) {
    int place = start;
    while (true) {
      int child = 2 * place + 1;
      if (child >= size) {
        break;
      }
      int below = heap.get(child);
      if (child + 1 < size && reservations.endsBefore(heap.get(child + 1), below)) {
        child++;
        below = heap.get(child);
      }
      if (!reservations.endsBefore(below, row)) {
        break;
      }
      put(place, below);
      place = child;
    }
    put(place, row);
  }

  private void put(int place, int row) {
    heap.set(place, row);
    reservations.place(row, place);
  }
}
