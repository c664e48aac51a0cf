package io.sightline.console.api;

/** A camera to be added. */
public record NewCamera(String cameraId, CameraForm settings) {}
