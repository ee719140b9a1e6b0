namespace Engine.Host.Bench.Events;

// Sixteen types of 16 bytes, as the budget has them, and sixteen of 16 to 64 bytes. They differ by nothing else: what is measured is how
// each finds its handler. The ids of the small ones are dense, which a hand-written switch likes best.

[Event(Id = 1)]
internal readonly partial record struct Small0(long Value, long Extra);

[Event(Id = 2)]
internal readonly partial record struct Small1(long Value, long Extra);

[Event(Id = 3)]
internal readonly partial record struct Small2(long Value, long Extra);

[Event(Id = 4)]
internal readonly partial record struct Small3(long Value, long Extra);

[Event(Id = 5)]
internal readonly partial record struct Small4(long Value, long Extra);

[Event(Id = 6)]
internal readonly partial record struct Small5(long Value, long Extra);

[Event(Id = 7)]
internal readonly partial record struct Small6(long Value, long Extra);

[Event(Id = 8)]
internal readonly partial record struct Small7(long Value, long Extra);

[Event(Id = 9)]
internal readonly partial record struct Small8(long Value, long Extra);

[Event(Id = 10)]
internal readonly partial record struct Small9(long Value, long Extra);

[Event(Id = 11)]
internal readonly partial record struct Small10(long Value, long Extra);

[Event(Id = 12)]
internal readonly partial record struct Small11(long Value, long Extra);

[Event(Id = 13)]
internal readonly partial record struct Small12(long Value, long Extra);

[Event(Id = 14)]
internal readonly partial record struct Small13(long Value, long Extra);

[Event(Id = 15)]
internal readonly partial record struct Small14(long Value, long Extra);

[Event(Id = 16)]
internal readonly partial record struct Small15(long Value, long Extra);

[Event]
internal readonly partial record struct Wide0(long Value, long Extra);

[Event]
internal readonly partial record struct Wide1(long Value, long Extra, long C);

[Event]
internal readonly partial record struct Wide2(long Value, long Extra, long C, long D);

[Event]
internal readonly partial record struct Wide3(long Value, long Extra, long C, long D, long E);

[Event]
internal readonly partial record struct Wide4(long Value, long Extra, long C, long D, long E, long F);

[Event]
internal readonly partial record struct Wide5(long Value, long Extra, long C, long D, long E, long F, long G);

[Event]
internal readonly partial record struct Wide6(long Value, long Extra, long C, long D, long E, long F, long G, long H);

[Event]
internal readonly partial record struct Wide7(long Value, long Extra);

[Event]
internal readonly partial record struct Wide8(long Value, long Extra, long C);

[Event]
internal readonly partial record struct Wide9(long Value, long Extra, long C, long D);

[Event]
internal readonly partial record struct Wide10(long Value, long Extra, long C, long D, long E);

[Event]
internal readonly partial record struct Wide11(long Value, long Extra, long C, long D, long E, long F);

[Event]
internal readonly partial record struct Wide12(long Value, long Extra, long C, long D, long E, long F, long G);

[Event]
internal readonly partial record struct Wide13(long Value, long Extra, long C, long D, long E, long F, long G, long H);

[Event]
internal readonly partial record struct Wide14(long Value, long Extra);

[Event]
internal readonly partial record struct Wide15(long Value, long Extra, long C);
