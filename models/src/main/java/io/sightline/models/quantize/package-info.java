/** Networks in 8 bits: ranges measured on real faces, and ONNX graphs rewritten by them. */
package io.sightline.models.quantize;
