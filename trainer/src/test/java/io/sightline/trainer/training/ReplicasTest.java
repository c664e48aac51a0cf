package io.sightline.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.sightline.core.testkit.Waiting;
import io.sightline.models.embedding.PyTorchLibraries;
import io.sightline.trainer.testkit.TinyNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several replicas on the one CPU: all but the devices is as with several GPUs. */
class ReplicasTest {
    private final List<Replicas> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Replicas::close);
    }

    private Replicas replicas(int count) {
        var replicas =
                new Replicas(TinyNetwork.graph(0), PyTorchLibraries.load(), Collections.nCopies(count, Device.cpu()));
        opened.add(replicas);
        return replicas;
    }

    private static int await(CyclicBarrier barrier) {
        try {
            return barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("nobody else came", e);
        }
    }

    @Test
    void replicasComputeAtTheSameTimeEachInItsOwnThread() {
        var together = new CyclicBarrier(3);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Set<Student> students = ConcurrentHashMap.newKeySet();

        List<Integer> results = replicas(3).compute(Piece.of(60, 10, 1), (student, piece) -> {
            await(together);
            threads.add(Thread.currentThread());
            students.add(student);
            return piece.number();
        });

        assertThat(results).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(threads).hasSize(3).contains(Thread.currentThread());
        assertThat(students).hasSize(3);
    }

    @Test
    void oneReplicaComputesInTheCallersThread() {
        List<Thread> threads = replicas(1).compute(Piece.of(30, 10, 1), (student, piece) -> Thread.currentThread());

        assertThat(threads).hasSize(3).containsOnly(Thread.currentThread());
    }

    @Test
    void whatOneReplicaThrowsEndsTheStepAfterThePiecesUnderWay() {
        Replicas replicas = replicas(2);
        var underWay = new CountDownLatch(1);
        var failing = new CompletableFuture<Thread>();
        var error = new IllegalStateException("out of memory on one device");
        Set<Integer> computed = ConcurrentHashMap.newKeySet();

        assertThatThrownBy(() -> replicas.compute(Piece.of(60, 10, 1), (student, piece) -> {
                    if (piece.number() == 3) {
                        awaitStart(underWay);
                        failing.complete(Thread.currentThread());
                        throw error;
                    }
                    underWay.countDown();
                    awaitIdle(failing.join());
                    return computed.add(piece.number());
                }))
                .isSameAs(error);

        assertThat(computed).containsExactly(0);
        assertThat(replicas.compute(Piece.of(20, 10, 1), (student, piece) -> piece.number()))
                .containsExactly(0, 1);
    }

    @Test
    void anErrorIsThrownAsItIsAndTheOtherIsKept() {
        var together = new CyclicBarrier(2);

        assertThatThrownBy(() -> replicas(2).compute(Piece.of(20, 10, 1), (student, piece) -> {
                    await(together);
                    throw new LinkageError("of piece " + piece.number());
                }))
                .isInstanceOf(LinkageError.class)
                .hasMessage("of piece 0")
                .satisfies(thrown -> assertThat(thrown.getSuppressed()[0]).hasMessage("of piece 1"));
    }

    @Test
    void anInterruptWaitsForTheOthersAndIsKept() {
        Set<Integer> computed = ConcurrentHashMap.newKeySet();
        Thread.currentThread().interrupt();
        try {
            replicas(2).compute(Piece.of(20, 10, 1), (student, piece) -> {
                if (piece.number() == 1) {
                    try {
                        Thread.sleep(200);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                return computed.add(piece.number());
            });
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(computed).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void spreadGivesTheOthersTheFirstsWeightsAndStatistics() {
        Replicas replicas = replicas(2);
        replicas.first().weights().forEach(weight -> weight.values().addi(0.25f));
        replicas.first().statistics().values().forEach(array -> array.addi(0.5f));

        replicas.spread();

        List<Student> all = replicas.compute(Piece.of(20, 10, 1), (student, piece) -> student);
        assertThat(all.get(1)).isNotSameAs(all.get(0));
        assertThat(all.get(1).values())
                .usingRecursiveComparison()
                .isEqualTo(all.get(0).values());
        assertThat(all.get(1).values().get("first.weight"))
                .isNotEqualTo(
                        TinyNetwork.graph(0).parameters().get("first.weight").values());
    }

    private static void awaitStart(CountDownLatch started) {
        try {
            assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A replica's thread waits for work, and for nothing else: so it has told that it failed. */
    private static void awaitIdle(Thread replica) {
        try {
            Waiting.until(
                    "the replica's thread has ended its task",
                    Duration.ofSeconds(30),
                    () -> replica.getState() == Thread.State.WAITING);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
