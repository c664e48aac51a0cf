package io.sightline.trainer.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.sightline.core.UserError;
import io.sightline.models.embedding.ComputeDevice;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where a run is computed. As text: {@code auto}, every GPU there is, without one the CPU; {@code cpu}; {@code gpu:0};
 * {@code gpu:0,gpu:2}, of which the first is the one that takes the steps.
 *
 * @param chosen one, or several GPUs
 */
public record TrainingDevices(List<ComputeDevice> chosen) {
    public static final TrainingDevices AUTO = new TrainingDevices(List.of(new ComputeDevice.Auto()));

    /** @throws IllegalArgumentException if several are named that cannot go together, or one twice */
    public TrainingDevices {
        chosen = List.copyOf(chosen);
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("no device is named");
        }
        if (chosen.size() > 1 && !chosen.stream().allMatch(device -> device instanceof ComputeDevice.Gpu)) {
            throw new IllegalArgumentException("device is '" + text(chosen)
                    + "': only GPUs compute together, as gpu:0,gpu:1; auto takes every GPU, cpu stands alone");
        }
        var seen = new HashSet<ComputeDevice>();
        for (ComputeDevice device : chosen) {
            if (!seen.add(device)) {
                throw new IllegalArgumentException(
                        "device is '" + text(chosen) + "', which names " + device + " twice; name each GPU once");
            }
        }
    }

    /** @throws IllegalArgumentException naming the text and what would be right */
    public static TrainingDevices parse(String text) {
        List<ComputeDevice> devices;
        try {
            devices = Stream.of(text.split(",", -1)).map(ComputeDevice::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "device is '" + text + "', expected auto, cpu, gpu:0, or several GPUs as gpu:0,gpu:1;"
                            + " what PyTorch calls cuda:0 is gpu:0 here",
                    e);
        }
        return new TrainingDevices(devices);
    }

    /** @throws UserError if PyTorch does not see such a GPU */
    List<Device> of(Engine engine) {
        return among(engine.getGpuCount());
    }

    /** @param gpus that there are */
    List<Device> among(int gpus) {
        if (chosen.get(0) instanceof ComputeDevice.Cpu) {
            return List.of(Device.cpu());
        }
        if (chosen.get(0) instanceof ComputeDevice.Auto) {
            return gpus == 0
                    ? List.of(Device.cpu())
                    : IntStream.range(0, gpus).mapToObj(Device::gpu).toList();
        }
        return chosen.stream()
                .map(device -> gpu(((ComputeDevice.Gpu) device).number(), gpus))
                .toList();
    }

    private Device gpu(int number, int gpus) {
        if (number >= gpus) {
            throw new UserError("device is " + this + ", but PyTorch sees " + seen(gpus)
                    + " here; use auto or cpu, or see that the CUDA 11.8 libraries are found"
                    + " and that the build was made with -Pcuda");
        }
        return Device.gpu(number);
    }

    private static String seen(int gpus) {
        return switch (gpus) {
            case 0 -> "no GPU";
            case 1 -> "one GPU, gpu:0,";
            default -> gpus + " GPUs, gpu:0 to gpu:" + (gpus - 1) + ",";
        };
    }

    private static String text(List<ComputeDevice> devices) {
        return devices.stream().map(ComputeDevice::toString).collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return text(chosen);
    }
}
