package dev.containerevents.table;

/// A count would have to read the counters of more types than one request can.
public final class TooManyTypesException extends RuntimeException {

    /// How many types a count can tell apart. Each costs 2 read units, half a unit in each slot, for every stretch
    /// of hours or days, and no answer can be of less than one stretch: 500 types are 1,000 units and 2,000
    /// queries. These take 2.5 seconds on DynamoDB Local with two busy cores, of the 8 that a request has.
    public static final int MOST = 500;

    private static final long serialVersionUID = 1;

    private final int types;

    TooManyTypesException(int types) {
        super(types + " types");
        this.types = types;
    }

    /// Returns how many types there are.
    public int types() {
        return types;
    }
}
